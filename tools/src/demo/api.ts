import { z } from 'zod';
import { BadAnswer } from '../errors.js';

/** What the demo speaks to: where orders are placed, and the two books that they are checked against. */
export type ShopUrls = Readonly<Record<'orders' | 'inventory' | 'sandbox', string>>;

const money = z.object({ amount: z.number(), currency: z.string() });

export const placed = z.object({ orderId: z.string(), traceId: z.string(), total: money });
export type Placed = z.infer<typeof placed>;

export const order = z.object({
  status: z.enum(['pending', 'fulfilled', 'cancelled', 'needs-attention']),
  reason: z.object({ code: z.string(), text: z.string() }).nullish(),
});
export type Order = z.infer<typeof order>;

export const timelineItem = z.object({ at: z.string(), kind: z.string(), step: z.string().nullish() });
export const product = z.object({ sku: z.string() });
export const stockLevel = z.object({
  sku: z.string(),
  available: z.number(),
  reserved: z.number(),
  shipped: z.number(),
});
export type StockLevel = z.infer<typeof stockLevel>;
export const charge = z.object({
  orderId: z.string(),
  amount: z.number(),
  status: z.enum(['authorised', 'captured', 'voided', 'refunded']),
});
export const parcel = z.object({ orderId: z.string(), status: z.enum(['booked', 'cancelled', 'dispatched']) });

export function get<T>(url: string, shape: z.ZodType<T>): Promise<T> {
  return call(url, { method: 'GET' }, shape);
}

export function post<T>(url: string, body: object | undefined, shape: z.ZodType<T>): Promise<T> {
  const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return call(url, { method: 'POST', ...json }, shape);
}

/** All items of a list, page by page. */
export async function all<T>(url: string, item: z.ZodType<T>): Promise<T[]> {
  const page = z.object({ items: z.array(item), nextCursor: z.string().nullish() });
  const items: T[] = [];
  for (let cursor: string | null | undefined = ''; cursor !== undefined && cursor !== null; ) {
    const address = new URL(url);
    if (cursor) address.searchParams.set('cursor', cursor);
    const answer: z.infer<typeof page> = await get(address.href, page);
    items.push(...answer.items);
    cursor = answer.nextCursor ?? undefined;
  }
  return items;
}

async function call<T>(url: string, init: RequestInit, shape: z.ZodType<T>): Promise<T> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  if (!response.ok) throw new BadAnswer(`${init.method} ${url}`, response.status, text);
  const parsed = shape.safeParse(text ? JSON.parse(text) : undefined);
  if (!parsed.success)
    throw new BadAnswer(`${init.method} ${url}`, response.status, `${parsed.error.message} in ${text}`);
  return parsed.data;
}
