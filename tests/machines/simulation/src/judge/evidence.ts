import type { Customers, Told } from '../customers/customers.js';
import type { Effect } from '../services/observed.js';
import type { Shop } from '../services/shop.js';

/** Something that must not be. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly orderId?: string;
}

/** All that is left of a run for those who judge it. */
export interface Evidence {
  readonly shop: Shop;
  readonly customers: Customers;
  /** Every decision that was committed, in that order. */
  readonly effects: readonly Taken[];
  /** Seen while it ran. */
  readonly seen: readonly Violation[];
  /** It came to its end by itself. */
  readonly ended: boolean;
  /** What cannot end well is part of the run. */
  readonly hopeless: boolean;
  readonly ends: readonly OrderEnd[];
  /** By `placeName`: where each message stands in its topic, the first time. */
  readonly places: ReadonlyMap<string, Place>;
  /** By message id: where each message stands that is no dead letter, the first time. */
  readonly origins: ReadonlyMap<string, Place>;
}

/** As much of a committed decision as is kept of it. */
export interface Taken extends Pick<Effect, 'service' | 'handler' | 'kind'> {
  readonly type: string;
  readonly id: string;
  readonly key: string;
  /** It obeyed a command whose deadline had passed. */
  readonly begunLate: boolean;
  /** It only answered whoever asked: a request that comes again, known by its business key. */
  readonly onlyReplied: boolean;
}

export const taken = (effect: Effect): Taken => {
  const {
    service,
    handler,
    kind,
    message: { type, id, key },
  } = effect;
  return { service, handler, kind, type, id, key, begunLate: isBegunLate(effect), onlyReplied: isOnlyReplied(effect) };
};

/** Said by those who hold something without asking anybody outside. */
const HELD: ReadonlySet<string> = new Set(['inventory.stock-reserved', 'shipping.return-authorised']);

function isOnlyReplied({ decision }: Effect): boolean {
  const outgoing = [decision ?? []].flat();
  return outgoing.length > 0 && outgoing.every(({ out }) => out === 'reply');
}

function isBegunLate({ kind, message: { deadline }, now, decision }: Effect): boolean {
  if (kind !== 'decide' || deadline === undefined || deadline > now) return false;
  return [decision ?? []]
    .flat()
    .some((outgoing) => outgoing.out === 'call' || (outgoing.out === 'message' && HELD.has(outgoing.contract.type)));
}

export interface Place {
  readonly topic: string;
  readonly offset: number;
}

export interface OrderEnd {
  readonly orderId: string;
  readonly sagaId: string;
  readonly status: 'pending' | 'fulfilled' | 'cancelled' | 'needs-attention';
  readonly told: Told | undefined;
  /** The customer has their money back, and the shop its goods. */
  readonly returned: boolean;
  /** A person must look whether the money of the return went back: the outside world never said. */
  readonly returnNeedsOperator: boolean;
}

/** How each order ended, whoever knows of it. */
export function endsOf({ shop, customers }: Pick<Evidence, 'shop' | 'customers'>): OrderEnd[] {
  const sagas = shop.deployment('orders').disk.sagas.committed;
  const returns = new Map(
    [...sagas.values()]
      .filter(({ instance }) => instance.saga === 'return-order')
      .map(({ instance }) => [instance.businessKey, instance.phase.status]),
  );
  return [...shop.tables.orders.orders.committed.values()].map(({ orderId, sagaId, ending }) => ({
    orderId,
    sagaId,
    status: ending?.status ?? 'pending',
    told: customers.told.get(orderId),
    returned: returns.get(orderId) === 'completed',
    returnNeedsOperator: returns.get(orderId) === 'needs-operator',
  }));
}

/** By a key, in the order of their coming. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export function placesIn({ broker }: Shop): Pick<Evidence, 'places' | 'origins'> {
  const [places, origins] = [new Map<string, Place>(), new Map<string, Place>()];
  for (const topic of broker.topics) {
    for (const { offset, headers } of broker.records(topic).flat()) {
      const id = headers['ce_id']!;
      const name = placeName(topic, id);
      if (places.has(name)) continue;
      const place = { topic, offset: Number(offset) };
      places.set(name, place);
      if (!topic.endsWith('.dlq') && !origins.has(id)) origins.set(id, place);
    }
  }
  return { places, origins };
}

/** A dead letter has the id of its message, which stands in another topic. */
export const placeName = (topic: string, id: string): string => `${topic} ${id}`;

/** Orders of which a service has a dead letter: what it was to do about them waits for a person, who sees it. */
export const deadIn = ({ shop }: Evidence, service: string): Set<string> =>
  new Set([...shop.deployment(service).disk.deadLetters.values()].map(({ message }) => message.key));
