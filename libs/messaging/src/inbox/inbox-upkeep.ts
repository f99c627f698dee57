import type { Database } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import { untraced } from '../tracing/context.js';

const EVERY_MS = 6 * 3_600_000;
/** A little more than what is asked of the inbox: it remembers sixty days. */
const KEEP = '62 days';
const MAINTAIN = `WITH old AS (DELETE FROM messaging.undo WHERE at < now() - $1::interval) SELECT messaging.maintain_inbox($1::interval)`;

/** Makes the months to come and drops those past the window, and the undos of that time. */
export class InboxUpkeep {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    await this.#maintain();
    this.#timer = setInterval(() => void this.#maintain(), EVERY_MS).unref();
  }

  stop(): Promise<void> {
    clearInterval(this.#timer);
    return Promise.resolve();
  }

  async #maintain(): Promise<void> {
    await untraced(() => this.database.query(MAINTAIN, [KEEP])).catch((error: Error) =>
      this.log.warn({ err: error }, 'cannot maintain the inbox; trying again later'),
    );
  }
}
