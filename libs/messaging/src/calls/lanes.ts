import { FAILED_LANE, laneOf, type OpenCall } from './open-call.js';

/**
 * A wait of this share of the time until its deadline turns the queue around: the newest is served first, because the
 * oldest would be missed.
 */
const TOO_LONG = 0.5;
/** Of so many calls one is an undo or a last look-up, where both wait. */
const TURNS = 4;

export interface Choice {
  /** Database time in milliseconds. */
  readonly now: number;
  /** How long a call takes, usually: one that cannot end by its deadline is not begun. */
  readonly latencyMs: number;
  /** `probing`: one call is let through, whichever; one that has not failed tells more. */
  readonly mayRetry: boolean | 'probing';
  readonly mayLookBack: boolean;
}

/**
 * Calls to one party that wait for a place. Work that somebody waits for comes before undos, three to one; among what
 * has a deadline the first comes first until the oldest has waited too long, then the last: adaptive LIFO (Maurer, Fail
 * at Scale, ACM Queue 2015).
 */
export class Lanes {
  /** By lane, in the order in which they came; then those that are past their deadline and may have begun. */
  readonly #lanes: OpenCall[][] = [[], [], [], []];
  readonly #late: OpenCall[] = [];
  /** No deadline of those in the first lane is earlier. */
  #earliest = Infinity;
  #turn = 0;
  #swap = 0;

  get size(): number {
    return this.#late.length + this.#lanes.reduce((sum, { length }) => sum + length, 0);
  }

  add(call: OpenCall, now: number): void {
    if (call.begun && isLate(call, now)) return void this.#late.push(call);
    this.#lanes[laneOf(call)]!.push(call);
    this.#earliest = Math.min(this.#earliest, deadline(call));
  }

  remove(call: OpenCall): boolean {
    return takeOut(this.#lanes[laneOf(call)]!, call) || takeOut(this.#late, call);
  }

  clear(): void {
    for (const lane of [...this.#lanes, this.#late]) lane.length = 0;
    this.#earliest = Infinity;
  }

  /** Takes out what is to be made next. */
  next(choice: Choice): OpenCall | undefined {
    const [some, others] = this.#turn % TURNS === TURNS - 1 ? [this.#back, this.#forward] : [this.#forward, this.#back];
    const failed = choice.mayRetry === false ? undefined : this.#lanes[FAILED_LANE]![0];
    const first = choice.mayRetry === true ? failed : undefined;
    const call = first ?? some(choice) ?? others(choice) ?? failed;
    if (call === undefined) return undefined;
    this.#turn += 1;
    this.remove(call);
    return call;
  }

  /** Takes out those whose deadline is past and that never began, and keeps those that may have for a last look-up. */
  sweep(now: number): OpenCall[] {
    if (now < this.#earliest) return [];
    const waiting = [...this.#lanes[0]!, ...this.#lanes[FAILED_LANE]!];
    const overdue = waiting.filter((call) => isLate(call, now));
    for (const lane of [0, FAILED_LANE]) this.#lanes[lane] = this.#lanes[lane]!.filter((call) => !isLate(call, now));
    this.#earliest = waiting.reduce(
      (least, call) => (isLate(call, now) ? least : Math.min(least, deadline(call))),
      Infinity,
    );
    this.#late.push(...overdue.filter(({ begun }) => begun));
    return overdue.filter(({ begun }) => !begun);
  }

  /** When to sweep next, in milliseconds of database time; Infinity when nothing that waits has a deadline. */
  get earliestDeadline(): number {
    return this.#earliest;
  }

  /** The one that is least worth its place in memory if this one has none; of the same lane. */
  leastOf(call: OpenCall, now: number): OpenCall | undefined {
    if (laneOf(call) !== 0 || !this.isOverloaded(now)) return undefined;
    const least = this.#lanes[0]!.filter(({ begun, onRecord }) => !begun && !onRecord).reduce<OpenCall | undefined>(
      (one, each) => (one === undefined || deadline(each) < deadline(one) ? each : one),
      undefined,
    );
    return least !== undefined && deadline(least) < deadline(call) ? least : undefined;
  }

  /**
   * The first of each lane, so many at most, that are not on record; none while half of them are, or where the order
   * turns around.
   */
  comingNext(most: number, now: number): OpenCall[] {
    return this.#lanes.slice(0, FAILED_LANE).flatMap((lane, at) => {
      if (at === 0 && this.isOverloaded(now)) return [];
      const next = lane.slice(0, most);
      const fresh = next.filter(({ onRecord }) => !onRecord);
      return 2 * fresh.length > next.length ? fresh : [];
    });
  }

  isOverloaded(now: number): boolean {
    const [oldest] = this.#lanes[0]!;
    return oldest !== undefined && now - oldest.createdAt > TOO_LONG * (deadline(oldest) - oldest.createdAt);
  }

  readonly #forward = (choice: Choice): OpenCall | undefined => {
    const timely = (call: OpenCall) => call.begun || deadline(call) - choice.now > choice.latencyMs;
    const [steady] = this.#lanes[1]!;
    if (!this.isOverloaded(choice.now)) {
      const prompt = this.#lanes[0]!.find(timely);
      if (prompt === undefined || steady === undefined) return prompt ?? steady;
      return Number(prompt.seq) < Number(steady.seq) ? prompt : steady;
    }
    const prompt = this.#lanes[0]!.filter(timely).reduce<OpenCall | undefined>(
      (one, each) => (one === undefined || deadline(each) >= deadline(one) ? each : one),
      undefined,
    );
    this.#swap += 1;
    return this.#swap % 2 === 0 ? (prompt ?? steady) : (steady ?? prompt);
  };

  readonly #back = (choice: Choice): OpenCall | undefined => {
    const [undo] = this.#lanes[2]!;
    const late = choice.mayLookBack ? this.#late[0] : undefined;
    this.#swap += 1;
    return this.#swap % 2 === 0 ? (undo ?? late) : (late ?? undo);
  };
}

/** Infinity where there is none. */
const deadline = ({ pending }: OpenCall): number => pending.deadline?.getTime() ?? Infinity;
const isLate = (call: OpenCall, now: number): boolean => now >= deadline(call);

function takeOut(calls: OpenCall[], call: OpenCall): boolean {
  const at = calls.indexOf(call);
  if (at >= 0) calls.splice(at, 1);
  return at >= 0;
}
