import type { Address, Money, PlaceOrder, StockLine } from '@sagaworks/contracts';
import { InvalidMessage, type Context, type DataOf } from '@sagaworks/messaging';
import type { Catalogue } from './product.js';

export type OrderStatus = 'pending' | 'fulfilled' | 'cancelled' | 'needs-attention';

/** A line as it was priced when the order was placed. */
export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Of one. */
  readonly price: Money;
}

/** What a customer is told about an order just placed; the same whenever the request is repeated. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly sagaId: string;
  /** Absent when nothing traces. */
  readonly traceId?: string;
  readonly total: Money;
}

export interface NewOrder extends PlacedOrder {
  readonly customerId: string;
  readonly email?: string;
  readonly lines: readonly OrderLine[];
  readonly shipTo: Address;
  readonly placedAt: Date;
}

/** An order as the server prices it. Throws `InvalidMessage` for a sku that is not sold. */
export function newOrder(
  request: DataOf<typeof PlaceOrder>,
  catalogue: Catalogue,
  { id, now, message }: Context,
): NewOrder {
  const { orderId, customerId, email, shipTo } = request;
  const lines = inTotal(request.lines).map((line) => priced(line, catalogue));
  const traceId = message.trace.traceparent?.split('-')[1];
  return {
    orderId,
    sagaId: id('fulfil-order'),
    customerId,
    lines,
    shipTo,
    placedAt: now,
    total: totalOf(lines),
    ...(email === undefined ? {} : { email }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

/** Positions of the lines whose sku is not sold. */
export const unknownSkus = (lines: readonly StockLine[], catalogue: Catalogue): number[] =>
  lines.flatMap(({ sku }, position) => (catalogue.has(sku) ? [] : [position]));

/** Lines of one sku become one line, in the order of their first. */
export function inTotal(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

function priced({ sku, quantity }: StockLine, catalogue: Catalogue): OrderLine {
  const product = catalogue.get(sku);
  if (product === undefined) throw new InvalidMessage(`there is no product with sku ${sku}`);
  return { sku, name: product.name, quantity, price: product.price };
}

function totalOf(lines: readonly OrderLine[]): Money {
  const { currency } = lines[0]!.price;
  if (lines.some(({ price }) => price.currency !== currency))
    throw new InvalidMessage('an order has products of one currency');
  return { amount: lines.reduce((sum, { quantity, price }) => sum + quantity * price.amount, 0), currency };
}
