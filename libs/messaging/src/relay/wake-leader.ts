import type { Database } from '../runtime/database.js';
import { untraced } from '../tracing/context.js';

export const WRITTEN_CHANNEL = 'messaging_outbox';
const AT_MOST_EVERY_MS = 20;

/**
 * Tells the leader that another instance has written: at once, then at most every 20 ms. Lost ones are found by the
 * leader's poll.
 */
export class LeaderWaker {
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(private readonly database: Database) {}

  notify(): void {
    this.#again = this.#timer !== undefined;
    if (this.#again) return;
    this.#timer = setTimeout(() => this.#open(), AT_MOST_EVERY_MS);
    untraced(() => this.database.query('SELECT pg_notify($1, $2)', [WRITTEN_CHANNEL, ''])).catch(() => undefined);
  }

  #open(): void {
    this.#timer = undefined;
    if (this.#again) this.notify();
  }
}
