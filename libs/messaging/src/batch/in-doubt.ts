import type { CommitInDoubt } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { Job, Outcome } from '../handler/work-unit.js';
import type { SagaStarter } from './loaded-stores.js';

interface Doubt {
  readonly outcome: Outcome;
  readonly error: CommitInDoubt;
  readonly since: number;
}

/**
 * Requests whose COMMIT was not answered. They have no mark in an inbox as messages have: what they have done stands in the
 * history of their saga, and what they are answered then is what they were about to be.
 */
export class Doubts {
  readonly #doubts = new WeakMap<Job, Doubt>();

  constructor(private readonly forMs: number) {}

  /** Of an attempt that got as far as its COMMIT. */
  note(error: CommitInDoubt, outcomes: ReadonlyMap<Job, Outcome>): void {
    for (const [job, outcome] of outcomes) {
      if (job.intake.name === 'request' && outcome.kind === 'done') this.#doubts.set(job, { outcome, error, since: this.#doubts.get(job)?.since ?? performance.now() });
    }
  }

  has(job: Job): boolean {
    return this.#doubts.has(job);
  }

  /** What to tell the caller in an outage: nothing while it may still be found out. */
  verdict(job: Job, outage: Error): Error | undefined {
    const doubt = this.#doubts.get(job);
    if (doubt === undefined) return outage;
    return performance.now() - doubt.since > this.forMs ? doubt.error : undefined;
  }

  /** Those that have been committed, as they ended; the rows of their sagas are locked. */
  async committed(tx: Tx, jobs: readonly Job[], sagas: SagaStarter | undefined): Promise<ReadonlyMap<Job, Outcome>> {
    const doubted = jobs.filter((job) => this.#doubts.has(job));
    if (doubted.length === 0 || sagas?.moved === undefined) return NONE;
    const moved = await sagas.moved(tx, doubted.map(({ message }) => message));
    return new Map(doubted.filter(({ message }) => moved.has(message.id)).map((job) => [job, this.#doubts.get(job)!.outcome]));
  }
}

const NONE: ReadonlyMap<Job, Outcome> = new Map();
