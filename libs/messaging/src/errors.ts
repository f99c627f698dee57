/** Every failure of this library, once: when it occurs, whether a retry helps, what an operator does. */
export abstract class MessagingError extends Error {
  /**
   * `later`: the same attempt may succeed later. `never`: it fails again until someone changes the message or the code.
   * `outage`: the world around is broken, not the message: wait without counting a try.
   */
  abstract readonly retry: 'later' | 'never' | 'outage';
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * A record is not JSON, misses a needed header, or a header is malformed. Operator: mend the sender; edit or discard.
 */
export class MalformedMessage extends MessagingError {
  readonly retry = 'never';
}

/** The data does not fit the contract's schema. Operator: mend the sender; edit or discard. */
export class InvalidMessage extends MessagingError {
  readonly retry = 'never';
}

/**
 * A message that is not what it passes for: by another topic, under another key, from somebody else than its owner, or
 * a reply that does not fit the saga that it names. Operator: who sent it? Mend the sender; edit or discard.
 */
export class MessageNotBelieved extends MessagingError {
  readonly retry = 'never';
}

/**
 * A command whose type this service does not handle. Operator: was it sent to the wrong
 * topic, or is a deployment missing?
 */
export class UnknownMessageType extends MessagingError {
  readonly retry = 'never';
}

/**
 * A record larger than this service accepts. Operator: mend the sender; the record stays at its offset in the topic.
 */
export class MessageTooLarge extends MessagingError {
  readonly retry = 'never';
}

/**
 * Older than the inbox remembers, and its handler cannot tell a repetition by its business key. Operator:
 * was it handled? Redrive or discard.
 */
export class MessageTooOld extends MessagingError {
  readonly retry = 'never';
}

/**
 * A record of the DLQ topic that does not tell what failed: another tool or an older version put it there. Operator:
 * see what it lacks; edit, redrive or discard.
 */
export class ForeignDeadLetter extends MessagingError {
  readonly retry = 'never';
}

/** A newer version than this process knows: an outage of this process. Operator: deploy the version that knows it. */
export class UnknownVersion extends MessagingError {
  readonly retry = 'outage';
}

/**
 * The database cannot be reached, lost the connection, or cannot go on (disk full, read-only).
 * Everything waits and resumes by itself.
 */
export class DatabaseAway extends MessagingError {
  readonly retry = 'outage';
  /** As a client may be told. */
  readonly away = 'database';
}

/** The broker cannot be reached. The outbox keeps everything and is sent when it is back. */
export class BrokerAway extends MessagingError {
  readonly retry = 'outage';
}

/**
 * The connection broke at COMMIT: whether it was done is not known. All is run again under the same ids and finds what
 * it has committed; only a request that waits too long for that is told, since its caller must not take it for undone.
 */
export class CommitInDoubt extends MessagingError {
  readonly retry = 'outage';
  /** A client is told that it may have been stored. */
  readonly inDoubt = true;
}

/**
 * PostgreSQL ended the transaction for a reason that a second run does not share:
 * deadlock, serialisation, lock timeout.
 */
export class TransactionLost extends MessagingError {
  readonly retry = 'outage';
}

/**
 * A row stays locked by somebody else for longer than anything waits. Operator: `pg_stat_activity` tells
 * who holds it; all other rows go on.
 */
export class RowLocked extends MessagingError {
  readonly retry = 'outage';
}

/**
 * A request has an id that a request was handled under before; its reply is not kept. Ask for
 * what it has made, or under a new id.
 */
export class RequestRepeated extends MessagingError {
  readonly retry = 'never';
}

/**
 * The broker does not take records; all others of the same send are stored. Too large ones it never takes:
 * operator, see the dead letters. Those for a topic that is not there wait for it: operator, create the
 * topic, or deploy the service whose it is.
 */
export class MessageRefused extends MessagingError {
  readonly retry = 'never';
  /** Those of `refused` whose topic is not there. */
  readonly missing: readonly number[];
  /** `refused`: positions in the list that was sent, ascending, at least one. */
  constructor(
    message: string,
    readonly refused: readonly number[],
    { missing = [], ...options }: ErrorOptions & { readonly missing?: readonly number[] } = {},
  ) {
    super(message, options);
    this.missing = missing;
  }
}

/**
 * A record is for a topic that is not there; it waits in the outbox. Operator: create the
 * topic, or deploy the service whose it is.
 */
export class MissingTopic extends MessagingError {
  readonly retry = 'outage';
  constructor(topic: string) {
    super(`there is no topic ${topic}`);
  }
}

/**
 * A party gave no answer that can be trusted: time-out, connection lost, 5xx. The call is
 * looked up by its key, then repeated.
 */
export class PartyUnavailable extends MessagingError {
  readonly retry = 'later';
}

/**
 * A party answers that it will not take this request, whenever it is sent (HTTP 4xx): nothing was done. The call ends
 * with that as its answer. Operator: mend what was asked, or the party.
 */
export class PartyRefused extends MessagingError {
  readonly retry = 'never';
}

/** Somebody has set a fault here. Operator: `/ops/faults` lists and clears it. */
export class FaultSet extends MessagingError {
  readonly retry = 'later';
}

/**
 * A handler, saga or contract is declared in a way that cannot work. Found at start, or by the first message that needs
 * it.
 */
export class WrongDeclaration extends MessagingError {
  readonly retry = 'never';
}

/** A request cannot be taken now: stopping, or too much is waiting. Callers answer 503 and try again. */
export class Overloaded extends MessagingError {
  readonly retry = 'outage';
  /** A client is told when to come again. */
  readonly overloaded = true;
  /** Seconds until it is worth asking again. @default the caller's own guess */
  readonly retryAfter?: number;
  constructor(message: string, { retryAfter, ...options }: ErrorOptions & { readonly retryAfter?: number } = {}) {
    super(message, options);
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/**
 * A parked sequence is at its length limit. Its partition waits, the others go on. Operator: mend what its
 * head fails at, or discard the head.
 */
export class SequenceFull extends MessagingError {
  readonly retry = 'outage';
}

/**
 * A saga is started with a business key that one of its instances has. Operator: was the request meant twice? Discard.
 */
export class SagaExists extends MessagingError {
  readonly retry = 'never';
}
