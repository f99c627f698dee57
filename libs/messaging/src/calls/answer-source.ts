import { MessagingError } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { Intake, Job, Outcome } from '../handler/work-unit.js';
import type { DeadLetters, ToBury } from '../recovery/ports.js';
import { defaultRetryPolicy, delayAfter } from '../recovery/parking/retry-policy.js';
import { type RetryPolicies } from '../handler/retries.js';
import { deadAnswer } from './answer-unit.js';
import type { AnswerRows, FailedAnswer } from './answer-rows.js';
import type { OpenCall } from './open-call.js';

interface Failure extends FailedAnswer {
  readonly job: Job;
}

export interface AnswerIntakeParts {
  readonly rows: AnswerRows;
  readonly deadLetters: DeadLetters;
  /** @default 1, 5, 15, 60 and 300 s for every type */
  readonly policyOf?: RetryPolicies;
  readonly random?: () => number;
}

/** Brings answers of calls into the batch: each once, one that fails tried again later, and a dead letter in the end. */
export class AnswerIntake implements Intake {
  readonly name = 'answer';
  readonly #calls = new WeakMap<Job, OpenCall>();
  readonly #claimed = new WeakMap<Tx, ReadonlySet<Job>>();

  constructor(private readonly parts: AnswerIntakeParts) {}

  register(job: Job, call: OpenCall): void {
    this.#calls.set(job, call);
  }

  async claim(tx: Tx, jobs: readonly Job[], failed: ReadonlyMap<Job, Error>): Promise<ReadonlySet<Job>> {
    // Of two jobs of one call, the same call found again, one is claimed.
    const bySeq = new Map(jobs.map((job) => [this.#calls.get(job)!.seq, job]));
    const calls = [...bySeq.values()].map((job) => this.#calls.get(job)!).sort((one, other) => Number(one.seq) - Number(other.seq));
    const claimed = new Set((await this.parts.rows.claim(tx, calls)).map(({ seq }) => bySeq.get(seq)!));
    this.#claimed.set(tx, claimed);
    return new Set([...claimed].filter((job) => !failed.has(job)));
  }

  settle(tx: Tx, outcomes: ReadonlyMap<Job, Outcome>): void | Promise<void> {
    const claimed = this.#claimed.get(tx)!;
    const failures = [...outcomes].flatMap(([job, outcome]) => (outcome.kind === 'failed' && claimed.has(job) ? [this.#judge(job, outcome.error)] : []));
    if (failures.length === 0) return;
    this.parts.rows.fail(tx, failures);
    tx.afterCommit(() => failures.forEach(note));
    const dead = failures.filter(({ delayMs }) => delayMs === undefined);
    if (dead.length > 0) return this.parts.deadLetters.bury(tx, dead.map(toBury));
  }

  #judge(job: Job, error: Error): Failure {
    const call = this.#calls.get(job)!;
    const tries = call.answerTries + 1;
    const hopeless = error instanceof MessagingError && error.retry === 'never';
    const policy = this.parts.policyOf?.(job.message.type) ?? defaultRetryPolicy;
    const delayMs = hopeless ? undefined : delayAfter(tries, policy, this.parts.random ?? Math.random);
    return { job, call, error, tries, ...(delayMs === undefined ? {} : { delayMs }) };
  }
}

/** Only what was committed counts: a batch may be run several times. */
function note({ call, tries, delayMs }: Failure): void {
  call.answerTries = tries;
  call.answerRetryMs = delayMs;
}

const toBury = ({ job, call, error, tries }: Failure): ToBury => ({
  topic: call.intent.cause.topic, key: job.message.key, messageId: job.message.id, type: job.message.type, record: deadAnswer(call), error, attempts: tries,
});
