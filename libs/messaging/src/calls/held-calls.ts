import { Recent } from '../runtime/recent.js';
import type { Room } from './call-rows.js';
import { FAILED_LANE, LANES, laneOf, lineOf, type Lane, type OpenCall } from './open-call.js';

/** Calls of one lane to one party in memory, for each place at the party. */
const CALLS_PER_PLACE = 32;
const LEAST_CALLS = 64;
const LANE_BYTES = 8_000_000;
/** Settled calls still known, because a statement that ran before may name them. */
const REMEMBERED = 4_096;

interface LaneState {
  readonly most: number;
  calls: number;
  bytes: number;
  /** The table may hold some that are not in memory; counts how often that was found. */
  left: number;
}

/**
 * `known`: it is here, or was; `behind`: it follows its line; `unknown`: so it does, but that line's first call is not
 * here; `full`: no room.
 */
export type Offered = 'held' | 'known' | 'behind' | 'unknown' | 'full';

/**
 * The calls in memory: some for each party, bounded on their own in number and bytes, so that one party, key or kind
 * leaves the others their room; the rest stays in the table. Invariant: a call in memory is the first open call of its
 * line. One that is handed over comes with the open calls of its line that its transaction saw under the lock of the
 * key, which are all there were; what is read from the table is read as the first of its line, and no earlier one is
 * written later.
 */
export class HeldCalls {
  readonly #lines = new Map<string, OpenCall>();
  /** Where each is counted: a call that fails goes to another lane. */
  readonly #places = new Map<OpenCall, LaneState>();
  readonly #followed = new Set<string>();
  readonly #settled = new Recent(REMEMBERED);
  readonly #parties = new Map<string, readonly LaneState[]>();

  addParty(name: string, concurrency: number): void {
    const most = Math.max(LEAST_CALLS, CALLS_PER_PLACE * concurrency);
    this.#parties.set(
      name,
      LANES.map((lane) => ({ most: lane === FAILED_LANE ? most / 4 : most, calls: 0, bytes: 0, left: 0 })),
    );
  }

  offer(call: OpenCall, openBefore: readonly string[]): Offered {
    const line = lineOf(call);
    const first = this.#lines.get(line);
    if (first?.seq === call.seq || this.#settled.has(call.seq)) return 'known';
    if (first !== undefined) {
      this.#followed.add(line);
      return 'behind';
    }
    if (!openBefore.every((seq) => this.#settled.has(seq))) return 'unknown';
    if (!this.#hasRoom(call)) {
      this.#laneOf(call).left += 1;
      return 'full';
    }
    this.#hold(call);
    return 'held';
  }

  /** Takes what was read from the table; gives back what was not known. */
  take(calls: readonly OpenCall[]): OpenCall[] {
    const fresh = calls.filter((call) => !this.#settled.has(call.seq) && !this.#lines.has(lineOf(call)));
    for (const call of fresh) {
      this.#hold(call);
      if (call.followed === true) this.#followed.add(lineOf(call));
    }
    return fresh;
  }

  isHeld(call: OpenCall): boolean {
    return this.#lines.get(lineOf(call)) === call;
  }

  /** The first call of the line, where it is here. */
  firstOf(line: string): OpenCall | undefined {
    return this.#lines.get(line);
  }

  /** Takes a settled call out; tells whether another of its line is in the table. */
  settle(call: OpenCall): boolean {
    this.#settled.add(call.seq);
    return this.#release(call);
  }

  /** Leaves a call to the table, where it is read again once there is room. */
  leave(call: OpenCall): void {
    this.#release(call);
    this.#laneOf(call).left += 1;
  }

  /** It has failed: `false` where there is no room among those that have, and it was left to the table. */
  hasFailed(call: OpenCall): boolean {
    this.#uncount(call);
    const stays = this.#hasRoom(call);
    this.#count(call);
    if (!stays) this.leave(call);
    return stays;
  }

  /** The table may hold more than is here, of one party or of all. */
  expect(party?: string): void {
    for (const [name, lanes] of this.#parties)
      if (party === undefined || party === name) for (const lane of lanes) lane.left += 1;
  }

  /** They belong to somebody else now. */
  clear(): void {
    this.#lines.clear();
    this.#followed.clear();
    this.#places.clear();
    for (const lanes of this.#parties.values()) for (const lane of lanes) Object.assign(lane, { calls: 0, bytes: 0 });
  }

  get known(): string[] {
    return [...this.#lines.values()].map(({ seq }) => seq);
  }

  countOf(party: string): number {
    return this.#parties.get(party)!.reduce((sum, { calls }) => sum + calls, 0);
  }

  /** Whether a lane that the table may hold more of is half empty. */
  get wantsMore(): boolean {
    return this.rooms().length > 0;
  }

  /** Where more can be taken, and how much. */
  rooms(): (Room & { readonly left: number })[] {
    return [...this.#parties].flatMap(([party, lanes]) =>
      LANES.flatMap((lane) => {
        const { most, calls, bytes, left } = lanes[lane]!;
        if (left === 0 || calls > most / 2 || bytes > LANE_BYTES / 2) return [];
        return [{ party, lane, calls: most - calls, bytes: LANE_BYTES - bytes, left }];
      }),
    );
  }

  /** A read for this room came back short: unless more were left since, there is no more. */
  drained({ party, lane, left }: { readonly party: string; readonly lane: Lane; readonly left: number }): void {
    const state = this.#parties.get(party)![lane]!;
    if (state.left === left) state.left = 0;
  }

  get anyLeft(): boolean {
    return [...this.#parties.values()].some((lanes) => lanes.some(({ left }) => left > 0));
  }

  #hold(call: OpenCall): void {
    this.#lines.set(lineOf(call), call);
    this.#count(call);
  }

  #count(call: OpenCall): void {
    const lane = this.#laneOf(call);
    this.#places.set(call, lane);
    lane.calls += 1;
    lane.bytes += call.bytes;
  }

  #uncount(call: OpenCall): void {
    const lane = this.#places.get(call)!;
    this.#places.delete(call);
    lane.calls -= 1;
    lane.bytes -= call.bytes;
  }

  #release(call: OpenCall): boolean {
    const line = lineOf(call);
    if (this.#lines.get(line) !== call) return false;
    this.#lines.delete(line);
    this.#uncount(call);
    return this.#followed.delete(line);
  }

  #hasRoom(call: OpenCall): boolean {
    const { most, calls, bytes } = this.#laneOf(call);
    return calls === 0 || (calls < most && bytes + call.bytes <= LANE_BYTES);
  }

  #laneOf(call: OpenCall): LaneState {
    return this.#parties.get(call.pending.party)![laneOf(call)]!;
  }
}
