import { MessagingError } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { MessageSource, WorkUnit, Outcome } from '../handler/work-unit.js';
import type { DeadLetters, NewDeadLetter } from '../recovery/ports.js';
import { tellFailedTry, tellWaiting } from '../recovery/failed-try.js';
import { silent, type Logger } from '../runtime/logger.js';
import { defaultRetryPolicy, delayAfter, isWaiting, waitFor } from '../recovery/parking/retry-policy.js';
import { type RetryPolicies } from '../handler/retries.js';
import { deadAnswer } from './answer-unit.js';
import type { AnswerRows, FailedAnswer } from './answer-rows.js';
import type { OpenCall } from './open-call.js';

interface Failure extends FailedAnswer {
  readonly unit: WorkUnit;
}

export interface AnswerSourceParts {
  readonly rows: AnswerRows;
  readonly deadLetters: DeadLetters;
  /** @default 1, 5, 15, 60 and 300 s for every type */
  readonly policyOf?: RetryPolicies;
  readonly random?: () => number;
  /** @default nothing is said */
  readonly log?: Logger;
}

/**
 * Brings answers of calls into the batch: each once, one that fails tried again later, and a dead letter in the end.
 */
export class AnswerSource implements MessageSource {
  readonly name = 'answer';
  readonly #calls = new WeakMap<WorkUnit, OpenCall>();
  readonly #claimed = new WeakMap<Tx, ReadonlySet<WorkUnit>>();

  constructor(private readonly parts: AnswerSourceParts) {}

  register(unit: WorkUnit, call: OpenCall): void {
    this.#calls.set(unit, call);
  }

  async claim(
    tx: Tx,
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
  ): Promise<ReadonlySet<WorkUnit>> {
    // Of two units of one call, the same call found again, one is claimed.
    const bySeq = new Map(units.map((unit) => [this.#calls.get(unit)!.seq, unit]));
    const calls = [...bySeq.values()]
      .map((unit) => this.#calls.get(unit)!)
      .sort((one, other) => Number(one.seq) - Number(other.seq));
    const claimed = new Set((await this.parts.rows.claim(tx, calls)).map(({ seq }) => bySeq.get(seq)!));
    this.#claimed.set(tx, claimed);
    return new Set([...claimed].filter((unit) => !failed.has(unit)));
  }

  settle(tx: Tx, outcomes: ReadonlyMap<WorkUnit, Outcome>): void | Promise<void> {
    const claimed = this.#claimed.get(tx)!;
    const failures = [...outcomes].flatMap(([unit, outcome]) =>
      outcome.kind === 'failed' && claimed.has(unit) ? [this.#judge(unit, outcome.error)] : [],
    );
    if (failures.length === 0) return;
    this.parts.rows.fail(tx, failures);
    tx.afterCommit(() => {
      for (const failure of failures) {
        note(failure);
        this.#tell(failure);
      }
    });
    const dead = failures.filter(({ delayMs }) => delayMs === undefined);
    if (dead.length > 0) return this.parts.deadLetters.add(tx, dead.map(deadLetterOf));
  }

  #tell({ unit: { message }, error, tries, delayMs }: Failure): void {
    const { log = silent, policyOf } = this.parts;
    if (isWaiting(error)) return tellWaiting(log, { message, error });
    const of = (policyOf?.(message.type) ?? defaultRetryPolicy).delaysMs.length + 1;
    tellFailedTry(log, { message, known: true, error, tries, of, nextMs: delayMs });
  }

  #judge(unit: WorkUnit, error: Error): Failure {
    const call = this.#calls.get(unit)!;
    if (isWaiting(error)) return { unit, call, error, tries: call.answerTries, delayMs: waitFor(error) };
    const tries = call.answerTries + 1;
    const hopeless = error instanceof MessagingError && error.retry === 'never';
    const policy = this.parts.policyOf?.(unit.message.type) ?? defaultRetryPolicy;
    const delayMs = hopeless ? undefined : delayAfter(tries, policy, this.parts.random ?? Math.random);
    return { unit, call, error, tries, ...(delayMs === undefined ? {} : { delayMs }) };
  }
}

/** Only what was committed counts: a batch may be run several times. */
function note({ call, tries, delayMs }: Failure): void {
  call.answerTries = tries;
  call.answerRetryMs = delayMs;
}

const deadLetterOf = ({ unit, call, error, tries }: Failure): NewDeadLetter => ({
  topic: call.pending.cause.topic,
  key: unit.message.key,
  messageId: unit.message.id,
  type: unit.message.type,
  record: deadAnswer(call),
  error,
  attempts: tries,
});
