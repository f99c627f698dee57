import { Recent } from '../runtime/recent.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import { bytesOf, defaultSendLimits, fitting, type SendLimits } from './relay-limits.js';

/** An entry on its way to the broker. */
export interface UnsentEntry extends OutboxEntry {
  /** When it was committed, on this process's monotonic clock in milliseconds. */
  readonly since: number;
}

/** Records held in memory before entries handed over are left to be read again later. */
const MAX_WAITING = 5_000;
/** The same in bytes, about: a few large records fill the memory as many small ones do. */
const MAX_BYTES = 16_000_000;
/** Sent ids kept after they were marked: a precedence taken before the mark may still name them. */
const REMEMBERED = 4_096;

/**
 * What is to be sent, in an order that keeps each key's own. Invariant: when an entry is in the queue, every earlier
 * row of its keys has been sent or stands before it. It holds for entries read from the table, because a read returns
 * all visible rows in id order and what it left out was known; and for entries handed over with a precedence of which
 * every id is known.
 */
export class RelayQueue {
  readonly #waiting = new Map<string, UnsentEntry>();
  #inHand: readonly UnsentEntry[] = [];
  /** Those of which a record waits for a topic that is not there. */
  readonly #withheld = new Map<string, UnsentEntry>();
  readonly #unmarked = new Set<string>();
  #remembered = new Recent(REMEMBERED);
  #records = 0;
  #bytes = 0;
  #highest = 0n;

  constructor(private readonly limits: SendLimits = defaultSendLimits) {}

  /** Takes an entry from memory if its precedence is known; otherwise it has to be read from the table. */
  offer(entry: UnsentEntry, unsentBefore: readonly string[] | undefined): boolean {
    if (this.#knows(entry.id)) return true;
    if (unsentBefore === undefined || !this.hasRoom || !unsentBefore.every((id) => this.#knows(id))) return false;
    this.#add(entry);
    return true;
  }

  /** Takes what a read of the table returned, in id order. */
  append(rows: readonly UnsentEntry[]): void {
    for (const row of rows) if (!this.#knows(row.id)) this.#add(row);
  }

  /** The next entries that fit one send, at least one; they are in hand until they were sent or given up. */
  take(): readonly UnsentEntry[] {
    const taken = fitting(this.#waiting.values(), ({ records }) => records, this.limits);
    for (const entry of taken) {
      this.#waiting.delete(entry.id);
      this.#account(entry, -1);
    }
    return (this.#inHand = taken);
  }

  /** These are at the broker; what else was in hand waits for its topic. */
  sent(ids: readonly string[]): void {
    for (const entry of this.#inHand) {
      this.#withheld.set(entry.id, entry);
      this.#account(entry, 1);
    }
    for (const id of ids) {
      const entry = this.#withheld.get(id);
      if (entry === undefined) continue;
      this.#withheld.delete(id);
      this.#account(entry, -1);
      this.#unmarked.add(id);
      this.#remembered.add(id);
    }
    this.#inHand = [];
  }

  /** What was in hand is not sent by us; what stands behind it must not be sent either before a new read. */
  giveUp(): void {
    this.#inHand = [];
    this.drop();
  }

  marked(ids: readonly string[]): void {
    for (const id of ids) this.#unmarked.delete(id);
  }

  /**
   * Forgets what waits, since it will be read again, and what was marked: a crash may have lost the mark, or another
   * leader set it back.
   */
  drop(): void {
    this.#waiting.clear();
    this.#withheld.clear();
    this.#records = 0;
    this.#bytes = 0;
    this.#remembered = new Recent(REMEMBERED);
  }

  /** Forgets what was sent too: it is to be sent again. */
  forget(): void {
    this.drop();
    this.#unmarked.clear();
  }

  /** Nothing waits to be sent now. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0 && this.#inHand.length === 0;
  }

  /** Entries wait for topics that are not there. */
  get withholds(): boolean {
    return this.#withheld.size > 0;
  }

  get hasRoom(): boolean {
    return this.#records < MAX_WAITING && this.#bytes < MAX_BYTES;
  }

  get unmarked(): readonly string[] {
    return [...this.#unmarked];
  }

  /** The highest id that was ever in this queue. */
  get highest(): bigint {
    return this.#highest;
  }

  /** All that was ever in this queue with a lower id is sent and marked; `undefined`: all of it is. */
  get unmarkedFrom(): bigint | undefined {
    return this.known
      .map(BigInt)
      .reduce<bigint | undefined>((least, id) => (least === undefined || id < least ? id : least), undefined);
  }

  /** Messages in memory that the broker does not have yet, those that wait for their topics among them. */
  get messages(): number {
    return this.#inHand.reduce((sum, { records }) => sum + records.length, this.#records);
  }

  /** Unsent by the table, but not to be read: on their way, or sent and not marked yet. */
  get known(): readonly string[] {
    return [...this.#waiting.keys(), ...this.#inHand.map(({ id }) => id), ...this.#withheld.keys(), ...this.#unmarked];
  }

  #knows(id: string): boolean {
    return (
      this.#waiting.has(id) ||
      this.#withheld.has(id) ||
      this.#unmarked.has(id) ||
      this.#remembered.has(id) ||
      this.#inHand.some((entry) => entry.id === id)
    );
  }

  #add(entry: UnsentEntry): void {
    this.#waiting.set(entry.id, entry);
    if (BigInt(entry.id) > this.#highest) this.#highest = BigInt(entry.id);
    this.#account(entry, 1);
  }

  #account(entry: UnsentEntry, sign: 1 | -1): void {
    this.#records += sign * entry.records.length;
    this.#bytes += sign * sizeOf(entry);
  }
}

const sizeOf = ({ records }: UnsentEntry): number => records.reduce((sum, record) => sum + bytesOf(record), 0);
