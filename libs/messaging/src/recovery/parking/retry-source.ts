import { MessagingError, UnknownMessageType } from '../../errors.js';
import type { Tx } from '../../runtime/database.js';
import { unreadable } from '../../handler/work-unit-factory.js';
import type { MessageSource, WorkUnit, Outcome } from '../../handler/work-unit.js';
import { markOf, type Inbox } from '../../inbox/inbox.js';
import { decode } from '../../message/cloudevents.js';
import type { Message, ReceivedRecord, TraceHeaders } from '../../message/message.js';
import { silent, type Logger } from '../../runtime/logger.js';
import type { Outbox } from '../../outbox/outbox.js';
import { deadLetterId } from '../dead-letters/dead-letter-insert.js';
import { failureOf } from '../../runtime/failure.js';
import { tellFailedTry } from '../failed-try.js';
import { countTries } from '../metrics.js';
import type { DeadLetters, Disposition, ParkedHead, ParkedHeads } from '../ports.js';
import { delayAfter, isWaiting, waitFor } from './retry-policy.js';
import { type RetryPolicies } from '../../handler/retries.js';
import { isUnsent, toSend } from '../dead-letters/unsent.js';

/** `undefined` for a message that this service handles no longer. */
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
  /** @default nothing is said */
  readonly log?: Logger;
}

/** What a transaction has locked and found unchanged: only that is settled in it. */
interface Claim {
  readonly held: ReadonlySet<WorkUnit>;
  readonly duplicates: ReadonlySet<WorkUnit>;
}

/**
 * Tries the heads of parked sequences: the one way by which a parked message, or a redriven dead letter, is handled.
 */
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
    const dead = failures.filter(({ next }) => next.then === 'remove' || next.then === 'hold');
    const tried = failures.filter(({ next }) => next.then !== 'wait');

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
      countTries('failed', tried.length - dead.length);
      countTries('dead', dead.length);
      for (const { unit, error, next } of tried) this.#tell(unit, error, next);
    });
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

  #tell({ message, parts }: WorkUnit, error: Error, next: Disposition): void {
    const { head } = next;
    tellFailedTry(this.parts.log ?? silent, {
      message: { ...message, type: head.type, key: head.key },
      known: parts.length > 0,
      error,
      tries: head.tries + 1,
      of: this.parts.policyOf(head.type).delaysMs.length + 1,
      nextMs: next.then === 'retry' ? next.delayMs : undefined,
    });
  }

  /**
   * A record that could not be read was dead-lettered under an id of its own. Now it has its sender's: it may have come
   * again and been handled since.
   */
  async #duplicates(tx: Tx, units: readonly WorkUnit[]): Promise<ReadonlySet<WorkUnit>> {
    const renamed = units.filter(
      (unit) => !isUnsent(unit.record!) && unit.message.inboxId !== this.#heads.get(unit)!.messageId,
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
    if (isWaiting(error))
      return { unit, error, next: { head, then: 'wait', delayMs: waitFor(error), failure: failureOf(error) } };
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
