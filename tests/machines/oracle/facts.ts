import type { Service } from './protocol.js';

/**
 * All that can be known of the shop without its code, as plain data: what the client said and heard, every table,
 * every topic, the outside world's books.
 */
export interface Facts {
  readonly said: readonly Said[];
  /** The stock before the first order. */
  readonly seeded: readonly Level[];
  /** Minor units of one, by sku. */
  readonly prices: Readonly<Record<string, number>>;
  readonly orders: readonly Order[];
  readonly keys: readonly UsedKey[];
  readonly sagas: readonly Saga[];
  readonly stock: readonly Level[];
  readonly reservations: readonly Reservation[];
  /** What participants say that they did for a saga and have not undone. */
  readonly kept: readonly Kept[];
  /** What notifier has had to tell. */
  readonly letters: readonly Letter[];
  readonly outside: Outside;
  readonly services: Readonly<Record<Service, Ledger>>;
  /** By topic, partition and offset. */
  readonly records: readonly TopicRecord[];
}

/**
 * One request of a client. Without `status` nobody answered: it may have been done. Times are milliseconds since 1970.
 */
export interface Said {
  readonly at: number;
  readonly wish: 'place' | 'cancel' | 'give-back' | 'parcel-is-back';
  readonly status?: number;
  /** Which it was about, or which the answer named. */
  readonly orderId?: string;
  readonly order?: {
    readonly customerId: string;
    readonly idempotencyKey?: string;
    readonly card: string;
    readonly lines: readonly Line[];
  };
}

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Level {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

export interface Order {
  readonly orderId: string;
  readonly sagaId: string;
  readonly status: 'pending' | 'fulfilled' | 'cancelled' | 'needs-attention';
  readonly reason: string | null;
  readonly email: string | null;
  readonly lines: readonly Line[];
  readonly amount: number;
  readonly currency: string;
  readonly trackingNumber: string | null;
  readonly placedAt: number;
}

export interface UsedKey {
  readonly customerId: string;
  readonly key: string;
  readonly orderId: string;
}

export interface Saga {
  readonly id: string;
  readonly saga: 'fulfil-order' | 'return-order';
  readonly orderId: string;
  readonly status: 'running' | 'compensating' | 'completed' | 'rolled-back' | 'needs-operator' | 'resolved';
  /** In the order of its transitions. */
  readonly history: readonly HistoryLine[];
}

export interface HistoryLine {
  readonly seq: number;
  readonly at: number;
  /** Of what brought it about: a record of a topic, a request, a deadline. */
  readonly messageId: string;
  readonly kind: string;
  readonly step: string | null;
  readonly detail: string | null;
}

export interface Reservation {
  readonly sagaId: string;
  readonly orderId: string;
  readonly answer: string;
  readonly hold: 'none' | 'held' | 'released' | 'shipped' | 'returned';
  readonly lines: readonly Line[];
}

export interface Kept {
  readonly sagaId: string;
  readonly step: string;
}

export interface Letter {
  readonly orderId: string;
  readonly kind: string;
  readonly status: 'asked' | 'sent' | 'refused';
}

/** The card processor's, the carrier's and the mailbox's own books. */
export interface Outside {
  readonly charges: readonly {
    readonly chargeId: string;
    readonly orderId: string;
    readonly amount: number;
    readonly currency: string;
    readonly status: 'authorised' | 'captured' | 'voided' | 'refunded';
  }[];
  readonly parcels: readonly {
    readonly parcelId: string;
    readonly orderId: string;
    readonly trackingNumber: string;
    readonly status: 'booked' | 'cancelled' | 'dispatched';
  }[];
  readonly mails: readonly { readonly messageId: string }[];
  /** What was done or refused, once a key; without an order where there was nothing to undo. */
  readonly operations: readonly {
    readonly key: string;
    readonly kind: string;
    readonly outcome: 'done' | 'refused';
    readonly orderId: string | null;
  }[];
}

/** What one service keeps about its messages. */
export interface Ledger {
  readonly inbox: readonly { readonly id: string; readonly state: 'handled' | 'parked' | 'dead' }[];
  readonly parked: readonly {
    readonly id: string;
    readonly topic: string;
    readonly key: string;
    readonly redrive: boolean;
  }[];
  readonly deadLetters: readonly DeadLetter[];
  /** In the order in which it was written. */
  readonly outbox: readonly {
    readonly topic: string;
    readonly key: string;
    readonly id: string;
    readonly type: string;
    readonly causeId: string | null;
    readonly sent: boolean;
  }[];
  /** In the order in which they were decided; the cause is null where it was no record of a topic. */
  readonly calls: readonly {
    readonly operation: string;
    readonly key: string;
    readonly causeId: string | null;
    readonly state: string;
  }[];
}

export interface DeadLetter {
  readonly id: string;
  readonly messageId: string;
  readonly status: string;
  readonly key: string;
  /** SHA-256 of the value, as hex; null for none. */
  readonly hash: string | null;
}

export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** What an inbox knows it by; the second is for one that cannot be read. */
  readonly marks: readonly [id: string, origin: string];
  readonly type: string | null;
  readonly source: string | null;
  /** On dlq topics: which letter it tells of, and of which value. */
  readonly letter?: { readonly id: string; readonly hash: string | null; readonly isPointer: boolean };
}
