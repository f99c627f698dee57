import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import type { Precedence } from '../outbox/pg-outbox.js';
import { LateSweep } from './late-sweep.js';
import { LowWatermark } from './low-watermark.js';
import { RelayMarks } from './relay-marks.js';
import type { RelayQueue, UnsentEntry } from './relay-queue.js';
import type { UnsentRows } from './relay-rows.js';

const FLUSH_MS = 5_000;
const NOTE_FLOOR_EVERY_MS = 5_000;
/** After a failure that nobody foresaw: it must not have the table read without end. */
const REST_MS = 500;

export interface LoopPorts {
  /** The table, as long as this instance leads. */
  rows(): UnsentRows | undefined;
  /** Resolves to the ids that the broker has in full; `undefined` when it was given up. */
  send(entries: readonly UnsentEntry[]): Promise<readonly string[] | undefined>;
  /** What waits in the sender is read again. */
  reset(): void;
  readonly log: Logger;
}

/** The leader's work: read what is unsent, send it, one send in flight, and mark it later, many at once. */
export class RelayLoop {
  #sending = false;
  #reading = false;
  #unread = true;
  #behind = true;
  readonly #floor = new LowWatermark();
  readonly #sweep = new LateSweep();
  readonly #marks: RelayMarks;
  #floorNotedAt = 0;
  #restsUntil = 0;
  /** A read that began before a reset may lack what the reset forgot. */
  #resets = 0;
  #epoch = 0;

  constructor(
    private readonly queue: RelayQueue,
    private readonly ports: LoopPorts,
  ) {
    this.#marks = new RelayMarks(queue, ports);
  }

  /** Nothing unsent was left out by the last read: what comes next is known to come next. */
  get caughtUp(): boolean {
    return !this.#unread && !this.#reading;
  }

  /** The last read left something out, or none was made: how much waits is known to the table only. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Nothing unsent that is not on its way has an id up to this one. */
  get floor(): string {
    return this.#floor.id;
  }

  /** Nothing is on its way, and the table has nothing that can be sent. */
  get idle(): boolean {
    return this.caughtUp && !this.#sending && this.queue.isEmpty;
  }

  /** Of precedences that hold: those from before the last `forget` do not. */
  get epoch(): number {
    return this.#epoch;
  }

  get sending(): boolean {
    return this.#sending;
  }

  /**
   * Takes an entry from memory if its precedence still holds: after a reset, what was below its floor may be unsent and
   * unknown.
   */
  offer(entry: OutboxEntry, precedence: Precedence | undefined): void {
    const holds =
      precedence !== undefined &&
      precedence.epoch === this.#epoch &&
      BigInt(precedence.floor) <= BigInt(this.#floor.id);
    if (this.queue.offer({ ...entry, since: performance.now() }, holds ? precedence.unsent : undefined)) this.#send();
    else this.readSoon();
  }

  /** There may be rows that nobody handed over. */
  readSoon(): void {
    this.#unread = true;
    this.#read();
  }

  /**
   * From time to time: looks for rows below the floor, where none should be, and notes the floor for whoever leads
   * next.
   */
  async lookAfterFloor(now = performance.now()): Promise<void> {
    if (this.queue.withholds) this.#send();
    await this.#sweepOnce(now);
    if (now - this.#floorNotedAt < NOTE_FLOOR_EVERY_MS) return;
    this.#floorNotedAt = now;
    await this.noteFloor();
  }

  /** Stores up to where all is sent and marked. Never while something may be put back among the unsent. */
  async noteFloor(): Promise<void> {
    const rows = this.ports.rows();
    if (rows === undefined || this.#floor.unknown) return;
    const [floor, unmarked] = [BigInt(this.#floor.id), this.queue.unmarkedFrom];
    await rows.noteFloor(String(unmarked === undefined || unmarked > floor ? floor : unmarked - 1n));
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
    this.ports.reset();
    this.#floor.reset();
    this.#sweep.reset();
    this.#unread = true;
    this.#behind = true;
    if (this.queue.unmarked.length > 0) this.#marks.inAWhile();
  }

  /** What was sent counts as unsent, marked or not, and everything is read again from the table. */
  forget(): void {
    this.#epoch += 1;
    this.queue.forget();
    this.reset();
  }

  /** Marks what was sent, now. */
  mark(): Promise<void> {
    return this.#marks.now();
  }

  #send(): void {
    if (!this.#sending && performance.now() >= this.#restsUntil) this.#sendAll().catch(() => undefined);
  }

  async #sendAll(): Promise<void> {
    this.#sending = true;
    try {
      for (let asks = this.queue.withholds; this.ports.rows() !== undefined; asks = false) {
        const entries = this.queue.take();
        if (entries.length === 0 && !asks) return;
        await this.#sendOnce(entries);
        this.#read();
      }
    } catch (error) {
      // Whatever it was: what was in hand is read again, at the next tick at the latest.
      this.#restsUntil = performance.now() + REST_MS;
      this.queue.giveUp();
      this.reset();
      this.ports.log.error({ err: error }, 'the relay failed at a send; it goes on with a new read');
    } finally {
      this.#sending = false;
    }
  }

  async #sendOnce(entries: readonly UnsentEntry[]): Promise<void> {
    const sent = await this.ports.send(entries);
    if (sent !== undefined) {
      this.queue.sent(sent);
      this.#marks.later();
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
    const floor = this.#floor.unknown ? await rows.floor() : undefined;
    if (resets !== this.#resets) return;
    if (floor !== undefined) this.#floor.begin(floor);
    const began = performance.now();
    const read = await rows.read(this.queue.known, { after: this.#floor.id });
    this.#unread ||= read.more;
    if (resets !== this.#resets) return;
    this.#behind = read.more;
    this.queue.append(read.rows);
    const covered = read.more ? BigInt(read.rows.at(-1)!.id) : this.queue.highest;
    this.#floor.noteRead({ began, covered, old: BigInt(read.old) });
    this.#send();
  }

  async #sweepOnce(now: number): Promise<void> {
    const rows = this.ports.rows();
    const page = this.#floor.unknown || !this.queue.hasRoom ? undefined : this.#sweep.next(this.#floor.id, now);
    if (rows === undefined || page === undefined) return;
    const resets = this.#resets;
    const began = performance.now();
    const read = await rows.read(this.queue.known, page);
    if (resets !== this.#resets) return;
    this.queue.append(read.rows);
    this.#sweep.done(read.more ? read.rows.at(-1)!.id : page.upTo, performance.now() - began);
    this.#send();
  }
}
