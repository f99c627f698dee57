import { Recent } from '../runtime/recent.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import { defaultSendLimits, fitting, type SendLimits } from './relay-limits.js';

/** An entry on its way to the broker. */
export interface Waiting extends OutboxEntry {
  /** When it was committed, on this process's monotonic clock in milliseconds. */
  readonly since: number;
}

/** Records held in memory before entries handed over are left to be read again later. */
const MAX_WAITING = 5_000;
/** Sent ids kept after they were marked: a proof taken before the mark may still name them. */
const REMEMBERED = 4_096;

/**
 * What is to be sent, in an order that keeps each key's own. Invariant: when an entry is in the queue, every earlier row of its
 * keys has been sent or stands before it. It holds for entries read from the table, because a read returns all visible rows in
 * id order and what it left out was known; and for entries handed over with a proof of which every id is known.
 */
export class RelayQueue {
  readonly #waiting = new Map<string, Waiting>();
  #inHand: readonly Waiting[] = [];
  readonly #unmarked = new Set<string>();
  #remembered = new Recent(REMEMBERED);
  #records = 0;
  #highest = 0n;

  constructor(private readonly limits: SendLimits = defaultSendLimits) {}

  /** Takes an entry from memory if its order is proven; otherwise it has to be read from the table. */
  offer(entry: Waiting, unsentBefore: readonly string[] | undefined): boolean {
    if (this.#knows(entry.id)) return true;
    if (unsentBefore === undefined || !this.hasRoom || !unsentBefore.every((id) => this.#knows(id))) return false;
    this.#add(entry);
    return true;
  }

  /** Takes what a read of the table returned, in id order. */
  append(rows: readonly Waiting[]): void {
    for (const row of rows) if (!this.#knows(row.id)) this.#add(row);
  }

  /** The next entries that fit one send, at least one; they are in hand until they were sent or given up. */
  take(): readonly Waiting[] {
    const taken = fitting(this.#waiting.values(), ({ records }) => records, this.limits);
    for (const { id, records } of taken) {
      this.#waiting.delete(id);
      this.#records -= records.length;
    }
    return (this.#inHand = taken);
  }

  /** What was in hand is at the broker. */
  sent(): void {
    for (const { id } of this.#inHand) {
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

  /** Forgets what waits, since it will be read again, and what was marked: a crash may have lost the mark, or another leader set it back. */
  drop(): void {
    this.#waiting.clear();
    this.#records = 0;
    this.#remembered = new Recent(REMEMBERED);
  }

  /** Forgets what was sent too: it is to be sent again. */
  forget(): void {
    this.drop();
    this.#unmarked.clear();
  }

  get hasRoom(): boolean {
    return this.#records < MAX_WAITING;
  }

  get unmarked(): readonly string[] {
    return [...this.#unmarked];
  }

  /** All that was ever in this queue, up to this id, is sent. */
  sentUpTo(): bigint {
    const unsent = [...this.#waiting.keys(), ...this.#inHand.map(({ id }) => id)];
    return unsent.reduce((least, id) => (BigInt(id) <= least ? BigInt(id) - 1n : least), this.#highest);
  }

  /** Messages in memory that the broker does not have yet. */
  get messages(): number {
    return this.#inHand.reduce((sum, { records }) => sum + records.length, this.#records);
  }

  /** Unsent by the table, but not to be read: on their way, or sent and not marked yet. */
  get known(): readonly string[] {
    return [...this.#waiting.keys(), ...this.#inHand.map(({ id }) => id), ...this.#unmarked];
  }

  #knows(id: string): boolean {
    return (
      this.#waiting.has(id) ||
      this.#unmarked.has(id) ||
      this.#remembered.has(id) ||
      this.#inHand.some((entry) => entry.id === id)
    );
  }

  #add(entry: Waiting): void {
    this.#waiting.set(entry.id, entry);
    if (BigInt(entry.id) > this.#highest) this.#highest = BigInt(entry.id);
    this.#records += entry.records.length;
  }
}
