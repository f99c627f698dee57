import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import type { Logger } from '../../runtime/logger.js';
import { Loop } from '../../runtime/loop.js';
import type { Outage } from '../engine/stand-still.js';
import type { BrokerContact } from './broker-contact.js';
import type { DeadlineUnits } from './deadline-units.js';
import { DUE_PAGE, type DuePage, type DueSaga, type DueSagas } from './due-sagas.js';
import type { ReadProgress } from './read-progress.js';

const TELL_AFTER_MS = 30_000;
/** Units in one go: as many as one transaction takes, so that other work comes in between. */
const AT_ONCE = 200;
/** After a failed look, at most: a deadline is not missed by much for an outage of the database. */
const LONGEST_RETRY_MS = 2_000;
/** Milliseconds without a sign of life after which the broker counts as away. */
const SILENT_MS = 3_000;

export interface DeadlineWatchParts {
  readonly dueSagas: DueSagas;
  readonly units: DeadlineUnits;
  readonly progress: ReadProgress;
  readonly contact: BrokerContact;
  /** Where sagas learn of outages: what they ask next is given the time that they will wait. @default nowhere */
  readonly store?: { outages: readonly Outage[] };
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
 * Acts on asks that were not answered in time. An answer may lie unread in a topic, so it acts only once the service
 * has read past where the partitions of the saga's key ended when the ask had fallen due, and never while the broker is
 * away; that time does not count. Instances of the service may watch at the same time: the instance's lock lets one of
 * them act.
 */
export class DeadlineWatch {
  readonly #loop: Loop;
  #toldBehind = false;

  constructor(private readonly parts: DeadlineWatchParts) {
    const { log } = parts;
    this.#loop = new Loop((stopping) => this.#look(stopping), {
      does: 'look for deadlines that are due',
      log,
      longestRetryMs: LONGEST_RETRY_MS,
    });
  }

  start(): void {
    void this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One look; milliseconds until the next. */
  async #look(stopping: AbortSignal): Promise<number> {
    const { shortestWait = 250, longestWait = 2_000, silentFor, contact, dueSagas } = this.parts;
    if (silentFor() > SILENT_MS) return longestWait;
    const outages = await contact.note();
    if (this.parts.store !== undefined) this.parts.store.outages = outages;
    const page = await dueSagas.due();
    if (page.due.length === 0) return between(shortestWait, page.nextIn ?? longestWait, longestWait);
    await this.parts.progress.look(page.asOf);
    const waiting = await this.#work(page, outages, stopping);
    return this.#tellBehind(waiting) ? longestWait : shortestWait;
  }

  /** Works off all that has fallen due by now, page after page; how many wait for what is unread. */
  async #work(first: DuePage, outages: readonly Outage[], stopping: AbortSignal): Promise<number> {
    let waiting = 0;
    for (let page = first; ; page = await this.parts.dueSagas.due(page.due.at(-1))) {
      const ready = page.due.filter(({ businessKey, dueAt }) => this.parts.progress.isRead(businessKey, dueAt));
      waiting += page.due.length - ready.length;
      for (let at = 0; at < ready.length; at += AT_ONCE) {
        if (stopping.aborted) return waiting;
        await this.#act(ready.slice(at, at + AT_ONCE), outages);
      }
      if (page.due.length < DUE_PAGE) return waiting;
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
}

const between = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);
