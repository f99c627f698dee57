import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import type { Proof } from '../outbox/pg-outbox.js';
import { LowWatermark } from './low-watermark.js';
import type { RelayQueue, Waiting } from './relay-queue.js';
import type { UnsentRows } from './relay-rows.js';

const MARK_AFTER_MS = 200;
const FLUSH_MS = 5_000;
/** Below the limit of a proof: rows sent but not marked would spoil it. */
const MARK_AFTER_ROWS = 32;

export interface LoopPorts {
  /** The table, as long as this instance leads. */
  rows(): UnsentRows | undefined;
  /** `false` when it was given up. */
  send(entries: readonly Waiting[]): Promise<boolean>;
  readonly log: Logger;
}

/** The leader's work: read what is unsent, send it, one send in flight, and mark it later, many at once. */
export class RelayLoop {
  #sending = false;
  #reading = false;
  #marking: Promise<void> | undefined;
  #markTimer: NodeJS.Timeout | undefined;
  #unread = true;
  readonly #floor = new LowWatermark();
  /** A read that began before a reset may lack what the reset forgot. */
  #resets = 0;
  #generation = 0;

  constructor(
    private readonly queue: RelayQueue,
    private readonly ports: LoopPorts,
  ) {}

  /** Nothing unsent was left out by the last read: what comes next can be proven to come next. */
  get caughtUp(): boolean {
    return !this.#unread && !this.#reading;
  }

  /** Nothing unsent that is not on its way has an id up to this one. */
  get floor(): string {
    return this.#floor.id;
  }

  /** Nothing is on its way, and the table has nothing to send. */
  get idle(): boolean {
    return this.caughtUp && !this.#sending && this.queue.messages === 0;
  }

  /** Of proofs that hold: those from before the last `forget` do not. */
  get generation(): number {
    return this.#generation;
  }

  get sending(): boolean {
    return this.#sending;
  }

  /** Takes an entry from memory if its proof still holds: after a reset, what was below the proof's floor may be unsent and unknown. */
  offer(entry: OutboxEntry, proof: Proof | undefined): void {
    const holds =
      proof !== undefined && proof.generation === this.#generation && BigInt(proof.floor) <= BigInt(this.#floor.id);
    if (this.queue.offer({ ...entry, since: performance.now() }, holds ? proof.unsent : undefined)) this.#send();
    else this.readSoon();
  }

  /** There may be rows that nobody handed over. */
  readSoon(): void {
    this.#unread = true;
    this.#read();
  }

  /** Sends what is committed: for 5 s at most, and only while it may go on. */
  async flush(mayGoOn: () => boolean): Promise<void> {
    this.readSoon();
    const until = performance.now() + FLUSH_MS;
    while (mayGoOn() && !this.idle && performance.now() < until) await pause(5);
  }

  /** Everything is read again from the table. */
  reset(): void {
    this.#resets += 1;
    this.queue.drop();
    this.#floor.reset();
    this.#unread = true;
    if (this.queue.unmarked.length > 0) this.#markInAWhile();
  }

  /** What was sent counts as unsent, marked or not, and everything is read again from the table. */
  forget(): void {
    this.#generation += 1;
    this.queue.forget();
    this.reset();
  }

  /** Marks what was sent, now. A mark that is on its way lacks what was sent since it began. */
  async mark(): Promise<void> {
    clearTimeout(this.#markTimer);
    this.#markTimer = undefined;
    await this.#marking;
    await (this.#marking ??= this.#markAll().finally(() => (this.#marking = undefined)));
  }

  #send(): void {
    if (!this.#sending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    try {
      while (this.ports.rows() !== undefined) {
        const entries = this.queue.take();
        if (entries.length === 0) return;
        await this.#sendOnce(entries);
        this.#read();
      }
    } finally {
      this.#sending = false;
    }
  }

  async #sendOnce(entries: readonly Waiting[]): Promise<void> {
    if (await this.ports.send(entries)) {
      this.queue.sent();
      this.#markLater();
    } else {
      this.queue.giveUp();
      this.reset();
    }
  }

  #read(): void {
    if (!this.#reading && this.#unread && this.queue.hasRoom && this.ports.rows() !== undefined) void this.#readAll();
  }

  async #readAll(): Promise<void> {
    this.#reading = true;
    try {
      for (
        let rows = this.ports.rows();
        rows !== undefined && this.#unread && this.queue.hasRoom;
        rows = this.ports.rows()
      ) {
        this.#unread = false;
        await this.#readOnce(rows);
      }
    } catch (error) {
      this.#unread = true;
      this.ports.log.warn({ err: error }, 'cannot read the outbox; trying again');
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(rows: UnsentRows): Promise<void> {
    const resets = this.#resets;
    const began = performance.now();
    const read = await rows.read(this.queue.known, this.#floor.forRead(began));
    this.#unread ||= read.more;
    if (resets !== this.#resets) return;
    this.queue.append(read.rows);
    if (!read.more) this.#floor.noteRead(began, this.queue.sentUpTo());
    this.#send();
  }

  #markLater(): void {
    if (this.queue.unmarked.length >= MARK_AFTER_ROWS) void this.mark();
    else this.#markInAWhile();
  }

  #markInAWhile(): void {
    this.#markTimer ??= setTimeout(() => void this.mark(), MARK_AFTER_MS);
  }

  /** What cannot be marked now is marked a while later, or when this instance leads again, unless another has sent it again meanwhile. */
  async #markAll(): Promise<void> {
    const ids = this.queue.unmarked;
    const rows = this.ports.rows();
    if (ids.length === 0 || rows === undefined) return;
    try {
      await rows.mark(ids);
      this.queue.marked(ids);
    } catch (error) {
      this.ports.log.warn({ err: error }, 'cannot mark what was sent; it may be sent twice');
      this.#markInAWhile();
    }
  }
}
