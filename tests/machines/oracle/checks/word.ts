import type { Facts, Said } from '../facts.js';
import { sagasOf } from '../steps.js';

/** What the shop has answered to a cancel, a return and the warehouse is what it did. */
export function keptWord(facts: Facts): string[] {
  const orders = new Map(facts.orders.map((order) => [order.orderId, order]));
  const returns = sagasOf(facts, 'return-order');
  const about = (wish: Said['wish'], wanted: (status: number | undefined) => boolean) => [
    ...new Set(facts.said.filter((said) => said.wish === wish && wanted(said.status)).map(({ orderId }) => orderId!)),
  ];
  const accepted = (status: number | undefined) => status === 202;
  const maybe = new Set(about('cancel', (status) => status === undefined || status === 202 || status >= 500));
  const refused = about('cancel', (status) => status === 409).filter((id) => !maybe.has(id));
  return [
    ...about('cancel', accepted)
      .filter((id) => orders.get(id)?.status === 'fulfilled')
      .map((id) => `order ${id} is fulfilled, though its cancel was accepted`),
    ...refused
      .filter((id) => orders.get(id)?.reason === 'customer-cancelled')
      .map((id) => `order ${id} is cancelled for its customer, though the cancel was refused`),
    ...about('give-back', accepted)
      .filter((id) => !returns.has(id))
      .map((id) => `the return of order ${id} was accepted and is not there`),
    ...about('parcel-is-back', accepted)
      .filter((id) => returns.get(id)?.status === 'running')
      .map((id) => `the parcel of order ${id} is back, but its return has not ended`),
  ];
}
