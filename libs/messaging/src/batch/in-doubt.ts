import type { CommitInDoubt } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';
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
export class InDoubt {
  readonly #doubts = new WeakMap<WorkUnit, Doubt>();

  constructor(private readonly forMs: number) {}

  /** Of an attempt that got as far as its COMMIT. */
  note(error: CommitInDoubt, outcomes: ReadonlyMap<WorkUnit, Outcome>): void {
    for (const [unit, outcome] of outcomes) {
      if (unit.source.name === 'request' && outcome.kind === 'done')
        this.#doubts.set(unit, { outcome, error, since: this.#doubts.get(unit)?.since ?? performance.now() });
    }
  }

  has(unit: WorkUnit): boolean {
    return this.#doubts.has(unit);
  }

  /** What to tell the caller in an outage: nothing while it may still be found out. */
  verdict(unit: WorkUnit, outage: Error): Error | undefined {
    const doubt = this.#doubts.get(unit);
    if (doubt === undefined) return outage;
    return performance.now() - doubt.since > this.forMs ? doubt.error : undefined;
  }

  /** Those that have been committed, as they ended; the rows of their sagas are locked. */
  async committed(
    tx: Tx,
    units: readonly WorkUnit[],
    sagas: SagaStarter | undefined,
  ): Promise<ReadonlyMap<WorkUnit, Outcome>> {
    const doubted = units.filter((unit) => this.#doubts.has(unit));
    if (doubted.length === 0 || sagas?.moved === undefined) return NONE;
    const moved = await sagas.moved(
      tx,
      doubted.map(({ message }) => message),
    );
    return new Map(
      doubted.filter(({ message }) => moved.has(message.id)).map((unit) => [unit, this.#doubts.get(unit)!.outcome]),
    );
  }
}

const NONE: ReadonlyMap<WorkUnit, Outcome> = new Map();
