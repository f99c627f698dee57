import { MessagingError, UnknownMessageType } from '../../errors.js';
import type { Tx } from '../../runtime/database.js';
import { unreadable } from '../../handler/work-unit-factory.js';
import type { Intake, Job, Outcome } from '../../handler/work-unit.js';
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
export type ToJob = (record: ReceivedRecord, intake: Intake) => Job | undefined;

export interface RetryParts {
  readonly service: string;
  readonly heads: ParkedHeads;
  readonly deadLetters: DeadLetters;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly toJob: ToJob;
  readonly policyOf: RetryPolicies;
  readonly random: () => number;
}

/** What a transaction has locked and found unchanged: only that is settled in it. */
interface Claim {
  readonly held: ReadonlySet<Job>;
  readonly duplicates: ReadonlySet<Job>;
}

/** Milliseconds until a try that did not count is repeated. */
const AFTER_OUTAGE = 5_000;

/** Tries the heads of parked sequences: the one way by which a parked message, or a redriven dead letter, is handled. */
export class RetryIntake implements Intake {
  readonly name = 'retry';
  readonly #heads = new WeakMap<Job, ParkedHead>();
  readonly #claims = new WeakMap<Tx, Claim>();

  constructor(private readonly parts: RetryParts) {}

  jobOf(head: ParkedHead, trace: TraceHeaders): Job {
    const record = { ...head.record, headers: { ...head.record.headers, ...trace } };
    const job = this.#read(record);
    this.#heads.set(job, head);
    return job;
  }

  async claim(tx: Tx, jobs: readonly Job[], failed: ReadonlyMap<Job, Error>): Promise<ReadonlySet<Job>> {
    const locked = await this.parts.heads.claim(tx, jobs.map((job) => this.#heads.get(job)!));
    const held = new Set(jobs.filter((job) => locked.has(this.#heads.get(job)!)));
    const duplicates = await this.#duplicates(tx, [...held].filter((job) => !failed.has(job)));
    this.#claims.set(tx, { held, duplicates });
    return new Set([...held].filter((job) => !failed.has(job) && !duplicates.has(job)));
  }

  settle(tx: Tx, outcomes: ReadonlyMap<Job, Outcome>): void | Promise<void> {
    const { held, duplicates } = this.#claims.get(tx)!;
    const mine = [...outcomes].filter(([job]) => held.has(job));
    const handled = mine.filter(([job, outcome]) => outcome.kind === 'done' || duplicates.has(job)).map(([job]) => job);
    const failures = mine.flatMap(([job, outcome]) => (outcome.kind === 'failed' ? [this.#judge(job, outcome.error)] : []));
    const dead = failures.filter(({ next }) => next.then !== 'retry');

    this.parts.heads.settle(tx, [...handled.map((job): Disposition => ({ head: this.#heads.get(job)!, then: 'remove' })), ...failures.map(({ next }) => next)]);
    this.parts.inbox.settle(tx, handled.map(({ message }) => markOf(message)), 'handled');
    this.parts.inbox.settle(tx, dead.map(({ job }) => markOf(job.message)), 'dead');
    this.parts.deadLetters.resolve(tx, handled.flatMap((job) => this.#heads.get(job)!.deadLetterId ?? []));
    tx.afterCommit(() => {
      countTries('handled', handled.length);
      countTries('failed', failures.length - dead.length);
      countTries('dead', dead.length);
    });
    this.parts.inbox.settle(tx, handled.flatMap(originalMark), 'handled');
    const unsent = handled.filter((job) => isUnsent(job.record!));
    if (unsent.length > 0) this.parts.outbox.write(tx, unsent.map((job) => toSend(job.record!)));
    return this.parts.deadLetters.bury(tx, dead.map(({ next: { head }, error }) => ({
      topic: head.topic, key: head.key, messageId: head.messageId, type: head.type, record: head.record, error,
      attempts: head.tries + 1, history: head.failures, ...(head.deadLetterId === undefined ? {} : { deadLetterId: head.deadLetterId }),
    })));
  }

  /**
   * A record that could not be read was buried under an id of its own, one whose time was mended under another mark. Now it
   * has its sender's: it may have come again and been handled since.
   */
  async #duplicates(tx: Tx, jobs: readonly Job[]): Promise<ReadonlySet<Job>> {
    const renamed = jobs.filter((job) => !isUnsent(job.record!) && (job.message.inboxId !== this.#heads.get(job)!.messageId || originalMark(job).length > 0));
    if (renamed.length === 0) return new Set();
    const fresh = await this.parts.inbox.mark(tx, renamed.map(({ message }) => markOf(message)).sort((a, b) => (a.id < b.id ? -1 : 1)));
    return new Set(renamed.filter((job) => !fresh.has(job.message.inboxId)));
  }

  /** A redrive has one try: its operator is waiting for the answer. */
  #judge(job: Job, error: Error): { job: Job; error: Error; next: Disposition } {
    const head = this.#heads.get(job)!;
    const helps = error instanceof MessagingError ? error.retry : 'later';
    if (helps === 'outage') return { job, error, next: { head, then: 'retry', delayMs: AFTER_OUTAGE } };
    const policy = this.parts.policyOf(head.type);
    const delayMs = delayAfter(head.tries + 1, policy, this.parts.random);
    if (helps === 'later' && delayMs !== undefined && head.deadLetterId === undefined) {
      return { job, error, next: { head, then: 'retry', delayMs, failure: failureOf(error) } };
    }
    if (policy.afterDeath === 'go-on' || head.passes === true) return { job, error, next: { head, then: 'remove' } };
    return { job, error, next: { head, then: 'hold', deadLetterId: head.deadLetterId ?? deadLetterId(this.parts.service, head) } };
  }

  /** Whatever the record holds: one that throws here would keep all others from their turn. */
  #read(record: ReceivedRecord): Job {
    const nothing = { intake: this, parts: [], size: record.value?.length ?? 0, record };
    try {
      if (isUnsent(record)) return { ...nothing, message: decode(record) };
      const job = this.parts.toJob(record, this);
      return job ?? { ...nothing, message: decode(record), broken: new UnknownMessageType(`${this.parts.service} no longer handles ${record.headers['ce_type']}`) };
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
function originalMark({ message, record }: Job): InboxMark[] {
  const sentAt = record?.headers[RETIMED_HEADER];
  return sentAt === undefined ? [] : [{ id: message.inboxId, sentAt: new Date(sentAt) }];
}
