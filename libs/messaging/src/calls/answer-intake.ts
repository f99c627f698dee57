import { MessagingError } from '../errors.js';
import type { Tx } from '../handler/handler.js';
import type { Intake, Job, Outcome } from '../handler/job.js';
import { documents, documentsIn } from '../postgres/documents.js';
import type { DeadLetters, ToBury } from '../recovery/ports.js';
import { defaultRetryPolicy, delayAfter, type RetryPolicies } from '../recovery/retry-policy.js';
import { deadAnswer } from './answer-job.js';
import type { OpenCall } from './open-call.js';
import { storedIntents } from './pg-intents.js';

/**
 * One statement for all answers of the batch; one that was brought in before is not claimed again. What the call was made from is of
 * no use any more, and is most of the row.
 */
const CLAIM = `UPDATE messaging.call c SET state = 'answered', answer = a.answer, settled_at = now(), due_at = NULL, request = 'null', cause = ''
  FROM unnest($1::bigint[], ${documentsIn('$2')}) AS a (seq, answer) WHERE c.seq = a.seq AND c.state IN ('open', 'answer-failed') RETURNING c.seq`;
const FAIL = `UPDATE messaging.call c SET state = f.state, answer_tries = f.tries, last_error = f.error, due_at = now() + make_interval(secs => f.delay / 1000),
    settled_at = CASE f.state WHEN 'dead' THEN now() END, request = f.request, cause = f.cause
  FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::float8[], ${documentsIn('$6')}, ${documentsIn('$7')}) AS f (seq, state, tries, error, delay, request, cause)
  WHERE c.seq = f.seq`;

interface Failure {
  readonly job: Job;
  readonly call: OpenCall;
  readonly error: Error;
  readonly tries: number;
  /** Absent when the tries are spent. */
  readonly delayMs?: number;
}

export interface AnswerIntakeParts {
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
    const bySeq = new Map(jobs.map((job) => [this.#calls.get(job)!.seq, job]));
    const seqs = [...bySeq.keys()].sort((one, other) => Number(one) - Number(other));
    const answers = seqs.map((seq) => this.#calls.get(bySeq.get(seq)!)!.answer);
    const rows = await tx.sql<{ seq: string }>(CLAIM, [seqs, documents(answers)]);
    const claimed = new Set(rows.map(({ seq }) => bySeq.get(seq)!));
    this.#claimed.set(tx, claimed);
    return new Set([...claimed].filter((job) => !failed.has(job)));
  }

  settle(tx: Tx, outcomes: ReadonlyMap<Job, Outcome>): void | Promise<void> {
    const claimed = this.#claimed.get(tx)!;
    const failures = [...outcomes].flatMap(([job, outcome]) => (outcome.kind === 'failed' && claimed.has(job) ? [this.#judge(job, outcome.error)] : []));
    if (failures.length === 0) return;
    void tx.sql(FAIL, [
      failures.map(({ call }) => call.seq), failures.map(({ delayMs }) => (delayMs === undefined ? 'dead' : 'answer-failed')),
      failures.map(({ tries }) => tries), failures.map(({ error }) => error.message), failures.map(({ delayMs }) => delayMs ?? null),
      ...storedIntents(failures.map(({ call }) => call.intent)),
    ]);
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
