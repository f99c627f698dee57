import type { Database } from '../../handler/database.js';
import type { Logger } from '../../handler/logger.js';
import { pause } from '../../handler/pause.js';
import { untraced } from '../../tracing/context.js';
import { NoticeMetrics } from './notice-metrics.js';
import { markSent, raise, takeUnsent } from './notice-rows.js';
import type { Subject } from './subjects.js';

export interface NotifierOptions {
  readonly service: string;
  readonly database: Pick<Database, 'query'>;
  readonly log: Logger;
  /** A webhook that takes JSON by POST. @default none: notices are in the log and in the metrics only */
  readonly url?: string | undefined;
  /** Milliseconds between looks. @default 10_000 */
  readonly everyMs?: number;
}

/** Milliseconds for the webhook to answer. */
const PATIENCE = 5_000;

/** Tells people once of every cause of dead letters, of stuck sequences and of sagas that need them: in the log, in the metrics, by webhook. */
export class Notifier {
  readonly #stopping = new AbortController();
  readonly #metrics: NoticeMetrics;
  #running: Promise<void> | undefined;

  constructor(private readonly options: NotifierOptions) {
    this.#metrics = new NoticeMetrics(options.database);
  }

  start(): void {
    this.#metrics.start();
    this.#running ??= untraced(() => this.#run());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#metrics.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { everyMs = 10_000, log } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#look().catch((error: Error) => signal.aborted || log.warn({ err: error }, 'cannot look for what to give notice of'));
      await pause(everyMs, signal);
    }
  }

  async #look(): Promise<void> {
    const { database, log, url } = this.options;
    for (const subject of await raise(database)) {
      this.#metrics.count(subject.kind);
      log.error({ notice: subject.subject, count: subject.count, since: subject.since, look: subject.look }, subject.text);
    }
    if (url !== undefined) for (const subject of await takeUnsent(database)) await this.#send(url, subject);
  }

  /** It may come twice, if we end before it is marked: `subject` tells. */
  async #send(url: string, subject: Subject): Promise<void> {
    const { database, service, log } = this.options;
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE), this.#stopping.signal]);
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ service, ...subject }), signal });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
      await markSent(database, subject.subject);
    } catch (error) {
      if (!this.#stopping.signal.aborted) log.warn({ err: error, notice: subject.subject }, 'a notice could not be delivered; trying again');
    }
  }
}
