import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import { Loop } from '../../runtime/loop.js';
import { untraced } from '../../tracing/context.js';
import type { Alert, AlertChannel } from './channel.js';
import { AlertMetrics } from './alert-metrics.js';
import type { Waits } from '../waits/waits.js';
import { WaitMetrics } from '../waits/wait-metrics.js';
import { markSent, markTold, raise, takeUnsent, type Unsent } from './alert-rows.js';

export interface AlerterOptions {
  readonly service: string;
  readonly database: Pick<Database, 'query'>;
  readonly waits: Pick<Waits, 'all'>;
  readonly log: Logger;
  /** @default none: alerts are in the log and in the metrics only */
  readonly channels?: readonly AlertChannel[];
  /** Milliseconds between looks. @default 10_000 */
  readonly everyMs?: number;
}

/** Milliseconds for a channel to tell one alert. */
const PATIENCE = 5_000;

/**
 * Tells people once of whatever has waited too long, until it is over: in the log, in the
 * metrics, by the channels given.
 */
export class Alerter {
  readonly #stopping = new AbortController();
  readonly #instance = randomUUID();
  readonly #metrics: AlertMetrics;
  readonly #gauges: WaitMetrics;
  readonly #loop: Loop;

  constructor(private readonly options: AlerterOptions) {
    const { database, waits, log, everyMs = 10_000 } = options;
    this.#metrics = new AlertMetrics(database);
    this.#gauges = new WaitMetrics(waits);
    const look = () => this.#look().then(() => everyMs);
    this.#loop = new Loop(look, { does: 'look for what to raise alerts of', log, retryMs: Math.min(everyMs, 1_000) });
  }

  start(): void {
    this.#metrics.start();
    this.#gauges.start();
    void untraced(() => this.#loop.start());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#metrics.stop();
    this.#gauges.stop();
    await this.#loop.stop();
  }

  async #look(): Promise<void> {
    const { database, waits, log, channels = [] } = this.options;
    for (const subject of await raise(database, await waits.all(), this.#instance)) {
      this.#metrics.count(subject.kind);
      log.error(
        { alert: subject.subject, count: subject.count, since: subject.since, look: subject.look, next: subject.next },
        subject.text,
      );
    }
    if (channels.length > 0) for (const unsent of await takeUnsent(database)) await this.#send(unsent, channels);
  }

  async #send({ alert, told }: Unsent, channels: readonly AlertChannel[]): Promise<void> {
    const { database, service } = this.options;
    const open = channels.filter(({ name }) => !told.includes(name));
    const outcomes = await Promise.all(open.map((channel) => this.#tell(channel, { ...alert, service })));
    if (outcomes.every((isTold) => isTold)) await markSent(database, alert.subject);
  }

  async #tell(channel: AlertChannel, alert: Alert): Promise<boolean> {
    const { database, log } = this.options;
    try {
      await channel.tell(alert, AbortSignal.any([AbortSignal.timeout(PATIENCE), this.#stopping.signal]));
      await markTold(database, alert.subject, channel.name);
      return true;
    } catch (error) {
      if (!this.#stopping.signal.aborted)
        log.warn(
          { err: error, alert: alert.subject, channel: channel.name },
          'an alert could not be delivered; trying again',
        );
      return false;
    }
  }
}
