/**
 * What the oracle knows of the protocol, in its own words: a mistake in the services' must
 * not be one of the oracle's too.
 */
export const services = ['orders', 'payments', 'inventory', 'shipping', 'notifier'] as const;

export type Service = (typeof services)[number];

export const topics = services.flatMap((service) => [`${service}.commands`, `${service}.events`, `${service}.dlq`]);

/** One step of a saga: who is asked, what may be said. */
export interface Step {
  readonly step: string;
  readonly at: Service;
  /** The events that may answer it or its undo. */
  readonly answers: readonly string[];
  /** Where `at` keeps what it did, a row a saga, and the condition under which that stands. */
  readonly books?: { readonly table: string; readonly stands: string };
}

interface Plan {
  /** What can be undone, in its order. */
  readonly undoable: readonly Step[];
  readonly pivot: Step;
  readonly then: readonly Step[];
}

export const sagas: Readonly<Record<'fulfil-order' | 'return-order', Plan>> = {
  'fulfil-order': {
    undoable: [
      {
        step: 'reserve-stock',
        at: 'inventory',
        answers: ['stock-reserved', 'stock-refused', 'stock-released'],
        books: { table: 'reservations', stands: `hold NOT IN ('none', 'released')` },
      },
      {
        step: 'authorise-payment',
        at: 'payments',
        answers: ['payment-authorised', 'payment-declined', 'payment-voided', 'void-refused'],
        books: { table: 'payments', stands: `authorisation = 'authorised' AND voiding <> 'voided'` },
      },
      {
        step: 'book-shipment',
        at: 'shipping',
        answers: ['shipment-booked', 'shipment-refused', 'shipment-cancelled', 'cancellation-refused'],
        books: { table: 'shipments', stands: `booking = 'booked' AND cancellation <> 'cancelled'` },
      },
    ],
    pivot: { step: 'capture-payment', at: 'payments', answers: ['payment-captured', 'capture-refused'] },
    then: [{ step: 'dispatch-shipment', at: 'shipping', answers: ['shipment-dispatched'] }],
  },
  'return-order': {
    undoable: [
      { step: 'authorise-return', at: 'shipping', answers: ['return-authorised', 'return-refused'] },
      { step: 'receive-parcel', at: 'shipping', answers: ['parcel-received', 'return-cancelled', 'return-stands'] },
    ],
    pivot: { step: 'refund-payment', at: 'payments', answers: ['payment-refunded', 'refund-refused'] },
    then: [{ step: 'restock-order', at: 'inventory', answers: ['stock-restocked'] }],
  },
};

export const stepsOfPlan = ({ undoable, pivot, then }: Plan): Step[] => [...undoable, pivot, ...then];

/** What is undone for an order of which all up to this step has happened, in the order of its undoing. */
export function undoneFrom(last: string): string[] {
  const names = sagas['fulfil-order'].undoable.map(({ step }) => step);
  return names.slice(0, names.indexOf(last) + 1).reverse();
}

const answers = Object.values(sagas)
  .flatMap(stepsOfPlan)
  .flatMap((step) => step.answers.map((event) => `${step.at}.${event}`));

/** The events that services take besides. Of its own commands each takes all; notifier has none. */
const others: Readonly<Partial<Record<Service, readonly string[]>>> = {
  inventory: ['shipping.shipment-dispatched'],
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
  const taken = service === 'orders' ? answers : (others[service] ?? []);
  return topic.endsWith('.events') && type !== null && taken.includes(type);
}
