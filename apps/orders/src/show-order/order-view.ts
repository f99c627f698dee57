import { address, money } from '@sagaworks/contracts';
import { z } from 'zod';
import type { Order } from '../generated/client.js';
import { linksOf, orderLinks } from '../order-links.js';

export const orderStatus = z.enum(['pending', 'fulfilled', 'cancelled', 'needs-attention']);
const lines = z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.int(), price: money }));

/** An order as its customer sees it. */
export const orderView = z.object({
  orderId: z.uuid(),
  sagaId: z.uuid(),
  traceId: z.string().nullable(),
  customerId: z.string(),
  status: orderStatus,
  reason: z.object({ code: z.string(), text: z.string() }).nullable(),
  lines,
  total: money,
  shipTo: address,
  shipment: z.object({ shipmentId: z.string(), trackingNumber: z.string() }).nullable(),
  placedAt: z.iso.datetime(),
  links: orderLinks,
});
export type OrderView = z.output<typeof orderView>;

export const viewOf = (order: Order, tracesUrl: string | undefined): OrderView => ({
  orderId: order.id,
  sagaId: order.sagaId,
  traceId: order.traceId,
  customerId: order.customerId,
  status: order.status as OrderView['status'],
  reason: order.reasonCode === null ? null : { code: order.reasonCode, text: order.reasonText ?? '' },
  lines: order.lines as OrderView['lines'],
  total: { amount: Number(order.totalAmount), currency: order.currency },
  shipTo: order.shipTo as OrderView['shipTo'],
  shipment:
    order.shipmentId === null ? null : { shipmentId: order.shipmentId, trackingNumber: order.trackingNumber ?? '' },
  placedAt: order.placedAt.toISOString(),
  links: linksOf({ orderId: order.id, ...order }, tracesUrl),
});
