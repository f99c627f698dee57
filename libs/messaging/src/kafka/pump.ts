import { SequenceFull } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { ReceivedRecord } from '../message/message.js';
import { recordBytes } from './received.js';
import type { Gate } from './gate.js';
import type { KafkaSettings } from './settings.js';

export interface PumpOptions {
  readonly topic: string;
  readonly partition: number;
  readonly settings: KafkaSettings;
  readonly logger: Logger;
  /** Closed while the subscription is paused. */
  readonly gate: Gate;
  /** What an earlier pump of this partition still has in hand: it ends before this one offers anything. */
  readonly after: Promise<void> | undefined;
  onRecords(records: readonly ReceivedRecord[]): Promise<void>;
  /** Called after each chunk, done or rejected. */
  onSettled(pump: Pump): void;
}

/** Why the records in front are not taken, and since when. */
export interface Rejection {
  readonly since: Date;
  readonly error: Error;
}

/** Offers the records of one partition in order, one chunk at a time, and again until they are done. */
export class Pump {
  #waiting: ReceivedRecord[] = [];
  #bytes = 0;
  #next: bigint | undefined;
  #floor = 0n;
  #done: bigint | undefined;
  #committed: bigint | undefined;
  readonly #revoked = new AbortController();
  #working: Promise<void> | undefined;
  #handedAt: number | undefined;
  #rejected: Rejection | undefined;
  #waking = new AbortController();

  constructor(readonly options: PumpOptions) {}

  /**
   * Takes fetched records; those it holds already are dropped. False: they begin before all it
   * ever had, the log is another one.
   */
  accept(records: readonly ReceivedRecord[]): boolean {
    const first = BigInt(records[0]!.offset);
    if (this.#next === undefined) this.#next = this.#floor = first;
    if (first < this.#floor) return false;
    const fresh = first >= this.#next ? records : records.filter(({ offset }) => BigInt(offset) >= this.#next!);
    if (fresh.length === 0) return true;
    for (const record of fresh) {
      this.#waiting.push(record);
      this.#bytes += recordBytes(record);
    }
    this.#next = BigInt(fresh.at(-1)!.offset) + 1n;
    this.#working ??= this.#work();
    return true;
  }

  /** The offset to commit, when it moved since the last commit. */
  get uncommitted(): bigint | undefined {
    return this.#done === this.#committed ? undefined : this.#done;
  }

  committed(offset: bigint): void {
    this.#committed = this.#floor = offset;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Settles when nothing is in hand; `undefined` when that is so already. */
  get inHand(): Promise<void> | undefined {
    return this.#working;
  }

  /** When the records in hand were given out. */
  get handedAt(): number | undefined {
    return this.#handedAt;
  }

  /** Why it does not go on, if it does not. */
  get rejected(): Rejection | undefined {
    return this.#rejected;
  }

  /** When the oldest record that is not done was written. */
  get oldest(): Date | undefined {
    return this.#waiting[0]?.timestamp;
  }

  /** There is room in a sequence that was full: what waits for it is offered again now. */
  roomFreed(): void {
    if (this.#handedAt !== undefined || this.#rejected?.error instanceof SequenceFull) this.#waking.abort();
  }

  /** Whether it has fetched records that are not done. */
  get full(): boolean {
    return this.#waiting.length > 0;
  }

  /** The partition is not ours any more: what waits is dropped, what is in hand ends. */
  revoke(): void {
    this.#revoked.abort();
    this.#waking.abort();
    this.#waiting = [];
    this.#bytes = 0;
  }

  async #work(): Promise<void> {
    const { signal } = this.#revoked;
    if (this.options.after !== undefined) await this.options.after;
    for (let rejections = 0; this.#waiting.length > 0; ) {
      // Before it is offered: what ends while it is being rejected wakes it all the same.
      this.#waking = new AbortController();
      if (this.options.gate.closed) await this.options.gate.opened(signal);
      if (signal.aborted) break;
      const rejection = await this.#offer(this.#chunk());
      this.options.onSettled(this);
      rejections = rejection === undefined ? 0 : rejections + 1;
      this.#rejected = rejection && { since: this.#rejected?.since ?? new Date(), error: rejection };
      if (rejection !== undefined && !signal.aborted) await this.#backOff(rejection, rejections);
    }
    this.#working = undefined;
  }

  async #offer(chunk: readonly ReceivedRecord[]): Promise<Error | undefined> {
    this.#handedAt = performance.now();
    try {
      await this.options.onRecords(chunk);
    } catch (error) {
      return error as Error;
    } finally {
      this.#handedAt = undefined;
    }
    this.#done = BigInt(chunk.at(-1)!.offset) + 1n;
    if (this.#revoked.signal.aborted) return undefined;
    this.#waiting.splice(0, chunk.length);
    for (const record of chunk) this.#bytes -= recordBytes(record);
    return undefined;
  }

  #chunk(): readonly ReceivedRecord[] {
    const { chunkRecords, chunkBytes } = this.options.settings;
    let bytes = 0;
    let count = 0;
    for (const record of this.#waiting) {
      bytes += recordBytes(record);
      if (count === chunkRecords || (count > 0 && bytes > chunkBytes)) break;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }

  async #backOff(error: Error, times: number): Promise<void> {
    const { topic, partition, settings, logger } = this.options;
    const wait = Math.min(settings.offerAgainAfter * 2 ** (times - 1), 5 * settings.offerAgainAfter);
    logger.warn(
      { err: error, topic, partition, offset: this.#waiting[0]?.offset, times, wait },
      'records were rejected; the partition waits and offers them again',
    );
    // A sequence is emptied one message after the other: not each of them is worth another offer.
    await pause(wait / 4, this.#revoked.signal);
    await pause((wait * 3) / 4, this.#waking.signal);
  }
}
