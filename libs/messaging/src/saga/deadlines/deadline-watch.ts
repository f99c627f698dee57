import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import type { Logger } from '../../runtime/logger.js';
import { pause } from '../../runtime/pause.js';
import type { Outage } from '../engine/stand-still.js';
import type { BrokerContact } from './broker-contact.js';
import type { DeadlineUnits } from './deadline-units.js';
import { PAGE, type DuePage, type DueSaga, type DueSagas } from './due-sagas.js';
import type { ReadProgress } from './read-progress.js';

const TELL_AFTER_MS = 30_000;
/** Units in one go: as many as one transaction takes, so that other work comes in between. */
const AT_ONCE = 200;
/** A broker that has given no sign of life for so many milliseconds is away. */
const SILENT_MS = 3_000;

export interface DeadlineWatchParts {
  readonly dueSagas: DueSagas;
  readonly units: DeadlineUnits;
  readonly progress: ReadProgress;
  readonly contact: BrokerContact;
  /** Milliseconds since the broker gave a sign of life. */
  readonly silentFor: () => number;
  readonly runner: { submit(unit: WorkUnit): Promise<Outcome> };
  readonly log: Logger;
  /** Milliseconds between two looks, at least. @default 250 */
  readonly shortestWait?: number;
  /** Milliseconds between two looks, at most; no longer than the shortest wait that a saga declares. @default 2_000 */
  readonly longestWait?: number;
}

/**
 * Acts on asks that were not answered in time. An answer may lie unread in a topic, so it acts only once the service has read
 * past where the partitions of the saga's key ended when the ask had fallen due, and never while the broker is away; that time does
 * not count. Instances of the service may watch at the same time: the instance's lock lets one of them act.
 */
export class DeadlineWatch {
  readonly #stopping = new AbortController();
  #watching: Promise<void> | undefined;
  #trouble: string | undefined;
  #toldBehind = false;

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
    const { shortestWait = 250, longestWait = 2_000, silentFor, contact, dueSagas } = this.parts;
    try {
      if (silentFor() > SILENT_MS) return longestWait;
      const outages = await contact.note();
      const page = await dueSagas.due();
      if (page.due.length === 0) return between(shortestWait, page.nextIn ?? longestWait, longestWait);
      await this.parts.progress.look(page.asOf);
      const waiting = await this.#work(page, outages);
      this.#trouble = undefined;
      return this.#tellBehind(waiting) ? longestWait : shortestWait;
    } catch (error) {
      this.#tell(error as Error);
      return Math.max(longestWait, 1_000);
    }
  }

  /** Works off all that has fallen due by now, page after page; how many wait for what is unread. */
  async #work(first: DuePage, outages: readonly Outage[]): Promise<number> {
    let waiting = 0;
    for (let page = first; ; page = await this.parts.dueSagas.due(page.due.at(-1))) {
      const ready = page.due.filter(({ businessKey, dueAt }) => this.parts.progress.isRead(businessKey, dueAt));
      waiting += page.due.length - ready.length;
      for (let at = 0; at < ready.length; at += AT_ONCE) {
        if (this.#stopping.signal.aborted) return waiting;
        await this.#act(ready.slice(at, at + AT_ONCE), outages);
      }
      if (page.due.length < PAGE) return waiting;
    }
  }

  async #act(due: readonly DueSaga[], outages: readonly Outage[]): Promise<void> {
    const { runner, units, log } = this.parts;
    const outcomes = await Promise.allSettled(due.map((saga) => runner.submit(units.unitOf(saga, outages))));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled' && outcome.value.kind === 'failed')
        log.error(
          { err: outcome.value.error, sagaId: due[index]!.id },
          'a saga could not act on its deadline; again in a minute',
        );
    }
  }

  /** Whether partitions have held deadlines up for long; said once. */
  #tellBehind(waiting: number): boolean {
    const long = [...this.parts.progress.behind].filter(([, since]) => performance.now() - since > TELL_AFTER_MS);
    const isHeldUp = waiting > 0 && long.length > 0;
    if (isHeldUp && !this.#toldBehind)
      this.parts.log.warn(
        { sagas: waiting, partitions: long.map(([name]) => name) },
        'deadlines wait until the service has read what lies in these partitions',
      );
    this.#toldBehind = isHeldUp;
    return isHeldUp;
  }

  /** Once an outage, not once a look. */
  #tell(error: Error): void {
    if (this.#trouble !== error.name && !this.#stopping.signal.aborted)
      this.parts.log.warn({ err: error }, 'deadlines wait');
    this.#trouble = error.name;
  }
}

const between = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);
