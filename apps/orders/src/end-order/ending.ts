import type { OrderStatus } from '../order.js';

/** What has become of an order. */
export interface Ending {
  readonly orderId: string;
  readonly status: Exclude<OrderStatus, 'pending'>;
  readonly reason?: { readonly code: string; readonly text: string };
  readonly shipment?: { readonly shipmentId: string; readonly trackingNumber: string };
}

/** What a batch has ended; of several endings of one order the last one counts. */
export class Endings {
  readonly #byOrder = new Map<string, Ending>();

  put(ending: Ending): void {
    this.#byOrder.set(ending.orderId, ending);
  }

  get all(): Ending[] {
    return [...this.#byOrder.values()];
  }
}
