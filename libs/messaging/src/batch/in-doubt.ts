import type { CommitInDoubt } from '../errors.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';

interface Doubt {
  readonly outcome: Outcome;
  readonly error: CommitInDoubt;
  readonly since: number;
}

/**
 * Requests whose COMMIT was not answered. They are run again: where their mark is in the inbox they were committed, and
 * are answered what they were about to be then.
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

  /** What to tell the caller in an outage: nothing while it may still be found out. */
  verdict(unit: WorkUnit, outage: Error): Error | undefined {
    const doubt = this.#doubts.get(unit);
    if (doubt === undefined) return outage;
    return performance.now() - doubt.since > this.forMs ? doubt.error : undefined;
  }

  /** Of the units that the inbox knows: how those ended whose COMMIT was in doubt. */
  committed(repeated: ReadonlySet<WorkUnit>): ReadonlyMap<WorkUnit, Outcome> {
    return new Map(
      [...repeated].flatMap((unit) => {
        const doubt = this.#doubts.get(unit);
        return doubt === undefined ? [] : [[unit, doubt.outcome] as const];
      }),
    );
  }
}
