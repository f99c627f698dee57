import type { Database } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import { Loop } from '../runtime/loop.js';
import { untraced } from '../tracing/context.js';

const EVERY_MS = 3_600_000;
const BETWEEN_MS = 50;
const PAGE = 2_000;
const DEFAULT_DAYS = 7;

/**
 * Walks the calls by age, a page at a time, so that it is never one long statement; `last` is where the page ends, if
 * what follows may be old enough.
 */
const PURGE = `WITH page AS (SELECT seq, created_at, state FROM messaging.call WHERE seq > $1 ORDER BY seq LIMIT ${PAGE}),
  old AS (SELECT seq FROM page WHERE created_at < now() - make_interval(days => $2) AND state IN ('answered', 'dead')),
  gone AS (DELETE FROM messaging.call WHERE seq IN (SELECT seq FROM old))
  SELECT max(seq) AS last FROM page HAVING max(created_at) < now() - make_interval(days => $2)`;

/** Drops settled calls some days after they were made. @default 7 days, looked for once an hour */
export class CallRetention {
  readonly #loop: Loop;
  #last = '0';

  constructor(
    private readonly database: Pick<Database, 'query'>,
    log: Logger,
    private readonly keepDays = DEFAULT_DAYS,
  ) {
    this.#loop = new Loop(() => this.#step(), { does: 'drop old calls', log, longestRetryMs: EVERY_MS });
  }

  start(): void {
    void this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #step(): Promise<number> {
    const [page] = await untraced(() => this.database.query<{ last: string }>(PURGE, [this.#last, this.keepDays]));
    this.#last = page?.last ?? '0';
    return page === undefined ? EVERY_MS : BETWEEN_MS;
  }
}
