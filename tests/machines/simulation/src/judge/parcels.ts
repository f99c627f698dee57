import { grouped, type Evidence, type Violation } from './evidence.js';

/** By the carrier's own books: one parcel on its way for what was fulfilled, none for what was not. */
export function parcels(evidence: Evidence): Violation[] {
  const byOrder = grouped(evidence.shop.carrier.parcels.values(), ({ orderId }) => orderId);
  return evidence.ends.flatMap(({ orderId, status }): Violation[] => {
    const all = byOrder.get(orderId) ?? [];
    const violation = (rule: string): Violation => ({
      rule,
      orderId,
      what: `${status}, and the carrier has ${JSON.stringify(all)}`,
    });
    const live = all.filter((parcel) => parcel.status !== 'cancelled');
    return [
      ...(live.length > 1 ? [violation('an order has one parcel')] : []),
      ...(status === 'cancelled' && live.length > 0 ? [violation('what is cancelled is not sent')] : []),
      ...(status === 'fulfilled' && !live.some((parcel) => parcel.status === 'dispatched')
        ? [violation('what is fulfilled is sent')]
        : []),
    ];
  });
}
