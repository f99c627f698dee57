import type { Logger } from '../runtime/logger.js';
import { Loop } from '../runtime/loop.js';
import { CALLS_PAGE, type CallOwners, type CallRows, type Line, type PartyCount } from './call-rows.js';
import type { HeldCalls } from './held-calls.js';
import { laneOf, lineOf, type OpenCall } from './open-call.js';

/** Between looks that nothing has asked for: for what others have left. */
const IDLE_MS = 2_000;
/** Between looks for a line whose first call is not here. */
const LINES_MS = 250;
const OVERDUE_MS = 1_000;
const COUNT_MS = 10_000;
const MOST_LINES = 1_000;
/** A look takes at most this part of the time. */
const PART = 20;

export interface TableReaderParts {
  readonly rows: CallRows;
  readonly owners: Pick<CallOwners, 'inherit'>;
  readonly held: HeldCalls;
  readonly heartbeat: { readonly owner: string; readonly alive: boolean; readonly mayInherit: boolean };
  readonly log: Logger;
  isOverloaded(party: string): boolean;
  /** Notes are written before a call is read again. */
  flush(): Promise<void>;
  /** Parties of calls in the table, before they are read. */
  onCounts(counts: readonly PartyCount[]): void;
  onFound(calls: readonly OpenCall[]): void;
  onOverdue(calls: readonly OpenCall[]): void;
  /** Answers that are being brought in, and calls that are being made. */
  answering(): number;
}

/**
 * Brings open calls from the table into memory: when there is room again, when they were somebody else's, and when they
 * are past their deadline.
 */
export class TableReader {
  readonly #loop: Loop;
  readonly #lines = new Map<string, Line>();
  #countAt = -Infinity;
  #overdueAt = -Infinity;
  /** Calls past their deadline wait until those that are being answered are. */
  #behind = false;

  constructor(private readonly parts: TableReaderParts) {
    this.#loop = new Loop(() => this.#step(), { does: 'read open calls', log: parts.log });
  }

  /** Resolves when the table was looked at once, or the database is away. */
  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  wake(): void {
    this.#loop.wake();
  }

  /** The first call of this line is looked for until it is here. */
  expect(line: Line): void {
    if (this.#lines.size >= MOST_LINES) this.parts.held.expect(line.party);
    else this.#lines.set(lineOf({ pending: line }), line);
    this.wake();
  }

  /** Everything may have changed. */
  reset(): void {
    this.#lines.clear();
    this.#countAt = -Infinity;
    this.parts.held.expect();
    this.wake();
  }

  /** Whether it is worth waking. */
  get isWaiting(): boolean {
    return this.#behind || this.parts.held.wantsMore;
  }

  async #step(): Promise<number> {
    if (!this.parts.heartbeat.alive) return IDLE_MS;
    const began = performance.now();
    if (await this.#look()) return 0;
    const wait = this.#lines.size > 0 ? LINES_MS : this.parts.held.anyLeft ? OVERDUE_MS : IDLE_MS;
    return Math.max(wait, PART * (performance.now() - began));
  }

  /** Whether there is more to be read at once. */
  async #look(): Promise<boolean> {
    const { heartbeat, held, owners } = this.parts;
    await this.parts.flush();
    if (heartbeat.mayInherit && (await owners.inherit(heartbeat.owner)) > 0) {
      this.reset();
      return true;
    }
    await this.#count();
    await this.#readLines();
    const more = await this.#readHeads();
    const overdue = held.anyLeft && (await this.#readOverdue());
    return more || overdue;
  }

  async #count(): Promise<void> {
    if (performance.now() - this.#countAt < COUNT_MS) return;
    const began = performance.now();
    const counts = await this.parts.rows.counts(this.parts.heartbeat.owner);
    this.#countAt = performance.now() + PART * (performance.now() - began);
    this.parts.onCounts(counts);
    for (const { party, open } of counts) if (open > this.parts.held.countOf(party)) this.parts.held.expect(party);
  }

  async #readLines(): Promise<void> {
    const lines = [...this.#lines.values()];
    if (lines.length === 0) return;
    const calls = await this.parts.rows.firstOf(this.parts.heartbeat.owner, lines);
    this.#found(calls);
  }

  #found(calls: readonly OpenCall[]): void {
    for (const call of calls) this.#lines.delete(lineOf(call));
    this.parts.onFound(calls);
  }

  async #readHeads(): Promise<boolean> {
    const { held, rows, heartbeat, isOverloaded } = this.parts;
    const rooms = held.rooms();
    if (rooms.length === 0) return false;
    const wanted = rooms.map((room) => ({ ...room, newestFirst: room.lane === 0 && isOverloaded(room.party) }));
    const calls = await rows.heads(heartbeat.owner, wanted, held.known);
    for (const room of wanted) {
      const found = calls.filter((call) => call.pending.party === room.party && laneOf(call) === room.lane);
      const bytes = found.reduce((sum, call) => sum + call.bytes, 0);
      if (found.length < room.calls && bytes < room.bytes) held.drained(room);
    }
    this.#found(calls);
    return held.wantsMore;
  }

  async #readOverdue(): Promise<boolean> {
    const { rows, heartbeat, held } = this.parts;
    this.#behind = this.parts.answering() >= CALLS_PAGE;
    if (this.#behind || performance.now() - this.#overdueAt < OVERDUE_MS) return false;
    const calls = await rows.overdue(heartbeat.owner, held.known);
    const isAll = calls.length < CALLS_PAGE;
    if (isAll) this.#overdueAt = performance.now();
    for (const call of calls) this.#lines.delete(lineOf(call));
    this.parts.onOverdue(calls);
    return !isAll;
  }
}
