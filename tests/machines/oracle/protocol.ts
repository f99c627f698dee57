/** What the oracle knows of the protocol, in its own words: a mistake in the services' must not be one of the oracle's too. */
export const services = ['orders', 'payments', 'inventory', 'shipping', 'notifier'] as const;

export type Service = (typeof services)[number];

export const topics = services.flatMap((service) => [`${service}.commands`, `${service}.events`, `${service}.dlq`]);

/** The events that each service takes. Of its own commands it takes all; notifier has none. */
const events: Readonly<Record<Service, readonly string[]>> = {
  orders: [
    'inventory.stock-reserved',
    'inventory.stock-refused',
    'inventory.stock-released',
    'inventory.stock-restocked',
    'payments.payment-authorised',
    'payments.payment-declined',
    'payments.payment-voided',
    'payments.void-refused',
    'payments.payment-captured',
    'payments.capture-refused',
    'payments.payment-refunded',
    'payments.refund-refused',
    'shipping.shipment-booked',
    'shipping.shipment-refused',
    'shipping.shipment-cancelled',
    'shipping.cancellation-refused',
    'shipping.shipment-dispatched',
    'shipping.return-authorised',
    'shipping.return-refused',
    'shipping.parcel-received',
    'shipping.return-cancelled',
    'shipping.return-stands',
  ],
  payments: [],
  inventory: ['shipping.shipment-dispatched'],
  shipping: [],
  notifier: [
    'orders.order-fulfilled',
    'orders.order-cancelled',
    'orders.order-needs-attention',
    'orders.order-returned',
    'orders.return-rejected',
    'shipping.parcel-awaited',
  ],
};

/** Whether a service must take this record, be it to put it aside. */
export function takes(
  service: Service,
  { topic, type }: { readonly topic: string; readonly type: string | null },
): boolean {
  if (topic === `${service}.commands`) return service !== 'notifier';
  return topic.endsWith('.events') && type !== null && events[service].includes(type);
}

/** The steps of each saga in their order; what comes before the pivot can be undone. */
export const sagas = {
  'fulfil-order': {
    undoable: ['reserve-stock', 'authorise-payment', 'book-shipment'],
    pivot: 'capture-payment',
    then: ['dispatch-shipment'],
  },
  'return-order': {
    undoable: ['authorise-return', 'receive-parcel'],
    pivot: 'refund-payment',
    then: ['restock-order'],
  },
} as const;
