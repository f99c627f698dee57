import type { Logger } from '../runtime/logger.js';
import type { RelayQueue } from './relay-queue.js';
import type { UnsentRows } from './relay-rows.js';

const MARK_AFTER_MS = 200;
/** Below the limit of a precedence: rows sent but not marked would spoil it. */
const MARK_AFTER_ROWS = 32;

export interface MarksPorts {
  /** The table, as long as this instance leads. */
  rows(): UnsentRows | undefined;
  readonly log: Logger;
}

/** Marks what was sent, many rows at once: a mark that is lost costs a second sending, nothing else. */
export class RelayMarks {
  #marking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queue: RelayQueue,
    private readonly ports: MarksPorts,
  ) {}

  /** Marks what was sent, now. A mark that is on its way lacks what was sent since it began. */
  async now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#marking;
    await (this.#marking ??= this.#markAll().finally(() => (this.#marking = undefined)));
  }

  /** Now, where there are many. */
  later(): void {
    if (this.queue.unmarked.length >= MARK_AFTER_ROWS) void this.now();
    else this.inAWhile();
  }

  inAWhile(): void {
    this.#timer ??= setTimeout(() => void this.now(), MARK_AFTER_MS);
  }

  /**
   * What cannot be marked now is marked a while later, or when this instance leads again, unless another has sent it
   * again meanwhile.
   */
  async #markAll(): Promise<void> {
    const ids = this.queue.unmarked;
    const rows = this.ports.rows();
    if (ids.length === 0 || rows === undefined) return;
    try {
      await rows.mark(ids);
      this.queue.marked(ids);
    } catch (error) {
      this.ports.log.warn({ err: error }, 'cannot mark what was sent; it may be sent twice');
      this.inAWhile();
    }
  }
}
