import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import type { Logger } from '../../runtime/logger.js';
import { pause } from '../../runtime/pause.js';
import type { DeadlineUnits } from './deadline-units.js';
import type { DueSaga, DueSagas } from './due-sagas.js';
import type { ReadProgress } from './read-progress.js';

const TELL_AFTER_MS = 30_000;

export interface DeadlineWatchParts {
  readonly dueSagas: DueSagas;
  readonly units: DeadlineUnits;
  readonly progress: ReadProgress;
  readonly runner: { submit(unit: WorkUnit): Promise<Outcome> };
  readonly log: Logger;
  /** Milliseconds between two looks, at least. @default 250 */
  readonly shortestWait?: number;
  /** Milliseconds between two looks, at most; no longer than the shortest wait that a saga declares. @default 2_000 */
  readonly longestWait?: number;
}

/**
 * Acts on asks that were not answered in time. An answer may lie unread in a topic, so it acts only once the service has read
 * past where the topics ended when the asks had fallen due, and never while the broker is away. Instances of the service may
 * watch at the same time: the instance's lock lets one of them act.
 */
export class DeadlineWatch {
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;
  #trouble: string | undefined;

  constructor(private readonly parts: DeadlineWatchParts) {}

  start(): void {
    this.#watching ??= this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) await pause(await this.#look(), this.#stopping.signal);
  }

  /** One look; milliseconds until the next. */
  async #look(): Promise<number> {
    const { shortestWait = 250, longestWait = 2_000 } = this.parts;
    try {
      const { due, nextIn = longestWait } = await this.parts.dueSagas.due();
      if (due.length > 0) await this.#act(due);
      this.#trouble = undefined;
      return Math.min(Math.max(due.length > 0 ? 0 : nextIn, shortestWait), longestWait);
    } catch (error) {
      this.#tell(error as Error);
      return Math.max(longestWait, 1_000);
    }
  }

  async #act(due: readonly DueSaga[]): Promise<void> {
    if (!(await this.#caughtUp())) return;
    const outcomes = await Promise.allSettled(
      due.map((saga) => this.parts.runner.submit(this.parts.units.unitOf(saga))),
    );
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled' && outcome.value.kind === 'failed')
        this.parts.log.error(
          { err: outcome.value.error, sagaId: due[index]!.id },
          'a saga could not act on its deadline; again in a minute',
        );
    }
  }

  /** Waits until all is read that was there to be read; false when stopped before. */
  async #caughtUp(): Promise<boolean> {
    const ends = await this.parts.progress.ends();
    const since = performance.now();
    for (let told = false; !(await this.parts.progress.passed(ends)); ) {
      await pause(this.parts.shortestWait ?? 250, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return false;
      if (told || performance.now() - since < TELL_AFTER_MS) continue;
      told = true;
      this.parts.log.warn(
        { ends: Object.fromEntries([...ends].map(([topic, partitions]) => [topic, partitions.map(String)])) },
        'deadlines wait until the service has read up to here',
      );
    }
    return true;
  }

  /** Once an outage, not once a look. */
  #tell(error: Error): void {
    if (this.#trouble !== error.name && !this.#stopping.signal.aborted)
      this.parts.log.warn({ err: error }, 'deadlines wait');
    this.#trouble = error.name;
  }
}
