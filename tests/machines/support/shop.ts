import type { Services } from '@sagaworks/tools';
import { until } from '@sagaworks/messaging/testing';
import type { Said } from '../oracle/facts.js';

export interface Wish {
  /** @default tok_visa */
  readonly card?: string;
  /** @default 12345 */
  readonly postcode?: string;
  /** @default two packets of tea */
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly idempotencyKey?: string;
  /** @default customer-1 */
  readonly customerId?: string;
}

export interface Placed {
  readonly orderId: string;
  readonly sagaId: string;
  readonly traceId: string;
  readonly total: { readonly amount: number; readonly currency: string };
}
export interface Order {
  readonly orderId: string;
  readonly status: 'pending' | 'fulfilled' | 'cancelled' | 'needs-attention';
  readonly reason: { readonly code: string; readonly text: string } | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}
export interface Return {
  readonly returnId: string;
  readonly orderId: string;
  readonly status: 'pending' | 'returned' | 'rejected' | 'needs-attention';
  readonly awaitsParcel: boolean;
  readonly reason: { readonly code: string } | null;
  readonly links: { readonly saga: string };
}
export interface TimelineItem {
  readonly at: string;
  readonly kind: string;
  readonly step?: string;
  readonly ask?: number;
}
export interface Charge {
  readonly chargeId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly status: 'authorised' | 'captured' | 'voided' | 'refunded';
}
export interface Parcel {
  readonly parcelId: string;
  readonly orderId: string;
  readonly status: 'booked' | 'cancelled' | 'dispatched';
}
export interface Level {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

type Urls = Services['urls'];

const TEA = [{ sku: 'TEA-GREEN', quantity: 2 }];

/** What a customer and the outside world see: only HTTP, never a service's code. */
export class Shop {
  /** Every request that changes something, and what came of it. */
  readonly said: Said[] = [];

  constructor(readonly urls: Urls) {}

  body({ card = 'tok_visa', postcode = '12345', lines, customerId = 'customer-1' }: Wish = {}): object {
    return {
      customerId,
      email: `${customerId}@example.com`,
      lines: lines ?? TEA,
      payment: { cardToken: card },
      shipTo: { name: 'Ada', street: 'Street 1', city: 'Town', postcode, country: 'DE' },
    };
  }

  /** Sends the order and gives the response, whatever it is. */
  send(wish: Wish = {}): Promise<Response> {
    const { card = 'tok_visa', customerId = 'customer-1', lines = TEA, idempotencyKey } = wish;
    const named = idempotencyKey === undefined ? {} : { idempotencyKey };
    const headers = {
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    return this.#say({ wish: 'place', order: { customerId, card, lines, ...named } }, `${this.urls.orders}/orders`, {
      headers,
      body: JSON.stringify(this.body(wish)),
    });
  }

  async place(wish: Wish = {}): Promise<Placed> {
    const response = await this.send(wish);
    if (response.status !== 202) throw new Error(`POST /orders answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Placed;
  }

  /** Places until the service takes it, as a client does that was told 503. */
  placeUntilTaken(wish: Wish & { readonly idempotencyKey: string }, within = 60_000): Promise<Placed> {
    return until(
      async () => {
        const response = await this.send(wish).catch(() => undefined);
        return response?.status === 202 ? ((await response.json()) as Placed) : undefined;
      },
      { timeout: within, every: 100 },
    );
  }

  order(orderId: string): Promise<Order> {
    return this.#get(`${this.urls.orders}/orders/${orderId}`);
  }

  cancel(orderId: string): Promise<Response> {
    return this.#say({ wish: 'cancel', orderId }, `${this.urls.orders}/orders/${orderId}/cancel`);
  }

  /** Asks to send the order back and gives the response, whatever it is. */
  giveBack(orderId: string): Promise<Response> {
    return this.#say({ wish: 'give-back', orderId }, `${this.urls.orders}/orders/${orderId}/returns`);
  }

  /** The warehouse says that the parcel is back. */
  parcelIsBack(orderId: string): Promise<Response> {
    return this.#say({ wish: 'parcel-is-back', orderId }, `${this.urls.shipping}/returns/${orderId}/received`);
  }

  async returns(orderId: string): Promise<Return[]> {
    return this.all(`${this.urls.orders}/orders/${orderId}/returns`);
  }

  /** The order once it has ended. */
  ended(orderId: string, within = 60_000): Promise<Order> {
    return until(
      async () => {
        const order = await this.order(orderId).catch(() => undefined);
        return order !== undefined && order.status !== 'pending' ? order : undefined;
      },
      { timeout: within },
    );
  }

  async timeline(orderId: string): Promise<TimelineItem[]> {
    return this.all(`${this.urls.orders}/orders/${orderId}/timeline`);
  }

  /** Steps in the order in which they were confirmed as undone. */
  async undone(orderId: string): Promise<string[]> {
    return (await this.timeline(orderId)).filter(({ kind }) => kind === 'undone').map(({ step }) => step ?? '');
  }

  charges(orderId?: string): Promise<Charge[]> {
    return this.all(`${this.urls.sandbox}/charges`, orderId);
  }

  parcels(orderId?: string): Promise<Parcel[]> {
    return this.all(`${this.urls.sandbox}/parcels`, orderId);
  }

  mails(orderId?: string): Promise<Mail[]> {
    return this.all(`${this.urls.sandbox}/mails`, orderId);
  }

  stock(): Promise<Level[]> {
    return this.all(`${this.urls.inventory}/stock`);
  }

  orders(): Promise<Order[]> {
    return this.all(`${this.urls.orders}/orders`);
  }

  /** Every item of a list, page by page. */
  async all<T>(url: string, orderId?: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const address = new URL(url);
      address.searchParams.set('limit', '100');
      if (orderId !== undefined) address.searchParams.set('orderId', orderId);
      if (cursor !== undefined) address.searchParams.set('cursor', cursor);
      const page = await this.#get<{ items: T[]; nextCursor?: string | null }>(address.href);
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  async #say(
    what: Omit<Said, 'at' | 'status'>,
    url: string,
    request: Pick<RequestInit, 'headers' | 'body'> = {},
  ): Promise<Response> {
    const at = Date.now();
    try {
      const response = await fetch(url, { ...request, method: 'POST', signal: AbortSignal.timeout(15_000) });
      // A body that breaks off is no answer.
      const { orderId } = response.status === 202 ? ((await response.clone().json()) as { orderId: string }) : what;
      this.said.push({ ...what, at, status: response.status, ...(orderId === undefined ? {} : { orderId }) });
      return response;
    } catch (error) {
      this.said.push({ ...what, at });
      throw error;
    }
  }

  async #get<T>(url: string): Promise<T> {
    const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
