import { MessagingError, UnknownMessageType } from '../../errors.js';
import type { Tx } from '../../runtime/database.js';
import { unreadable } from '../../handler/work-unit-factory.js';
import type { MessageSource, WorkUnit, Outcome } from '../../handler/work-unit.js';
import { markOf, type Inbox, type InboxMark } from '../../inbox/inbox.js';
import { decode } from '../../message/cloudevents.js';
import type { Message, ReceivedRecord, TraceHeaders } from '../../message/message.js';
import type { Outbox } from '../../outbox/outbox.js';
import { deadLetterId } from '../dead-letters/dead-letter-insert.js';
import { failureOf } from '../../runtime/failure.js';
import { countTries } from '../metrics.js';
import { RETIMED_HEADER } from '../dead-letters/own-headers.js';
import type { DeadLetters, Disposition, ParkedHead, ParkedHeads } from '../ports.js';
import { delayAfter } from './retry-policy.js';
import { type RetryPolicies } from '../../handler/retries.js';
import { isUnsent, toSend } from '../dead-letters/unsent.js';

/** `undefined` for a message that this service handles no longer. Throws `UnknownVersion`. */
export type ToUnit = (record: ReceivedRecord, source: MessageSource) => WorkUnit | undefined;

export interface RetryParts {
  readonly service: string;
  readonly heads: ParkedHeads;
  readonly deadLetters: DeadLetters;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly toUnit: ToUnit;
  readonly policyOf: RetryPolicies;
  readonly random: () => number;
}

/** What a transaction has locked and found unchanged: only that is settled in it. */
interface Claim {
  readonly held: ReadonlySet<WorkUnit>;
  readonly duplicates: ReadonlySet<WorkUnit>;
}

/** Milliseconds until a try that did not count is repeated. */
const AFTER_OUTAGE = 5_000;

/** Tries the heads of parked sequences: the one way by which a parked message, or a redriven dead letter, is handled. */
export class RetrySource implements MessageSource {
  readonly name = 'retry';
  readonly #heads = new WeakMap<WorkUnit, ParkedHead>();
  readonly #claims = new WeakMap<Tx, Claim>();

  constructor(private readonly parts: RetryParts) {}

  unitOf(head: ParkedHead, trace: TraceHeaders): WorkUnit {
    const record = { ...head.record, headers: { ...head.record.headers, ...trace } };
    const unit = this.#read(record);
    this.#heads.set(unit, head);
    return unit;
  }

  async claim(
    tx: Tx,
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
  ): Promise<ReadonlySet<WorkUnit>> {
    const locked = await this.parts.heads.claim(
      tx,
      units.map((unit) => this.#heads.get(unit)!),
    );
    const held = new Set(units.filter((unit) => locked.has(this.#heads.get(unit)!)));
    const duplicates = await this.#duplicates(
      tx,
      [...held].filter((unit) => !failed.has(unit)),
    );
    this.#claims.set(tx, { held, duplicates });
    return new Set([...held].filter((unit) => !failed.has(unit) && !duplicates.has(unit)));
  }

  settle(tx: Tx, outcomes: ReadonlyMap<WorkUnit, Outcome>): void | Promise<void> {
    const { held, duplicates } = this.#claims.get(tx)!;
    const mine = [...outcomes].filter(([unit]) => held.has(unit));
    const handled = mine
      .filter(([unit, outcome]) => outcome.kind === 'done' || duplicates.has(unit))
      .map(([unit]) => unit);
    const failures = mine.flatMap(([unit, outcome]) =>
      outcome.kind === 'failed' ? [this.#judge(unit, outcome.error)] : [],
    );
    const dead = failures.filter(({ next }) => next.then !== 'retry');

    this.parts.heads.settle(tx, [
      ...handled.map((unit): Disposition => ({ head: this.#heads.get(unit)!, then: 'remove' })),
      ...failures.map(({ next }) => next),
    ]);
    this.parts.inbox.settle(
      tx,
      handled.map(({ message }) => markOf(message)),
      'handled',
    );
    this.parts.inbox.settle(
      tx,
      dead.map(({ unit }) => markOf(unit.message)),
      'dead',
    );
    this.parts.deadLetters.resolve(
      tx,
      handled.flatMap((unit) => this.#heads.get(unit)!.deadLetterId ?? []),
    );
    tx.afterCommit(() => {
      countTries('handled', handled.length);
      countTries('failed', failures.length - dead.length);
      countTries('dead', dead.length);
    });
    this.parts.inbox.settle(tx, handled.flatMap(originalMark), 'handled');
    const unsent = handled.filter((unit) => isUnsent(unit.record!));
    if (unsent.length > 0)
      this.parts.outbox.write(
        tx,
        unsent.map((unit) => toSend(unit.record!)),
      );
    return this.parts.deadLetters.add(
      tx,
      dead.map(({ next: { head }, error }) => ({
        topic: head.topic,
        key: head.key,
        messageId: head.messageId,
        type: head.type,
        record: head.record,
        error,
        attempts: head.tries + 1,
        history: head.failures,
        ...(head.deadLetterId === undefined ? {} : { deadLetterId: head.deadLetterId }),
      })),
    );
  }

  /**
   * A record that could not be read was deadLettered under an id of its own, one whose time was mended under another mark. Now it
   * has its sender's: it may have come again and been handled since.
   */
  async #duplicates(tx: Tx, units: readonly WorkUnit[]): Promise<ReadonlySet<WorkUnit>> {
    const renamed = units.filter(
      (unit) =>
        !isUnsent(unit.record!) &&
        (unit.message.inboxId !== this.#heads.get(unit)!.messageId || originalMark(unit).length > 0),
    );
    if (renamed.length === 0) return new Set();
    const fresh = await this.parts.inbox.mark(
      tx,
      renamed.map(({ message }) => markOf(message)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    return new Set(renamed.filter((unit) => !fresh.has(unit.message.inboxId)));
  }

  /** A redrive has one try: its operator is waiting for the answer. */
  #judge(unit: WorkUnit, error: Error): { unit: WorkUnit; error: Error; next: Disposition } {
    const head = this.#heads.get(unit)!;
    const helps = error instanceof MessagingError ? error.retry : 'later';
    if (helps === 'outage') return { unit, error, next: { head, then: 'retry', delayMs: AFTER_OUTAGE } };
    const policy = this.parts.policyOf(head.type);
    const delayMs = delayAfter(head.tries + 1, policy, this.parts.random);
    if (helps === 'later' && delayMs !== undefined && head.deadLetterId === undefined) {
      return { unit, error, next: { head, then: 'retry', delayMs, failure: failureOf(error) } };
    }
    if (policy.afterDeath === 'go-on' || head.passes === true) return { unit, error, next: { head, then: 'remove' } };
    return {
      unit,
      error,
      next: { head, then: 'hold', deadLetterId: head.deadLetterId ?? deadLetterId(this.parts.service, head) },
    };
  }

  /** Whatever the record holds: one that throws here would keep all others from their turn. */
  #read(record: ReceivedRecord): WorkUnit {
    const nothing = { source: this, parts: [], size: record.value?.length ?? 0, record };
    try {
      if (isUnsent(record)) return { ...nothing, message: decode(record) };
      const unit = this.parts.toUnit(record, this);
      return (
        unit ?? {
          ...nothing,
          message: decode(record),
          broken: new UnknownMessageType(`${this.parts.service} no longer handles ${record.headers['ce_type']}`),
        }
      );
    } catch (error) {
      return { ...nothing, message: readAsFarAsItGoes(record), broken: error as Error };
    }
  }
}

function readAsFarAsItGoes(record: ReceivedRecord): Message {
  try {
    return decode(record);
  } catch {
    return unreadable(record);
  }
}

/** By which the inbox knows the original of an edit with another time. */
function originalMark({ message, record }: WorkUnit): InboxMark[] {
  const sentAt = record?.headers[RETIMED_HEADER];
  return sentAt === undefined ? [] : [{ id: message.inboxId, sentAt: new Date(sentAt) }];
}
