import { z } from 'zod';

/** How often and how long a rule strikes. */
export const limits = {
  share: z.number().gt(0).max(1).optional().describe('Of those that it fits, this share by chance; default all'),
  times: z.int().min(1).max(1_000_000).optional().describe('Only the next n; default no limit'),
  forMs: z.int().min(1).max(86_400_000).optional().describe('Milliseconds until it ends by itself; default never'),
};
export type Limits = z.output<z.ZodObject<typeof limits>>;

/** A wish that has been granted. */
export interface Rule<Wish> {
  readonly id: string;
  readonly wish: Wish;
  readonly since: Date;
  /** `null`: until it is cleared. */
  readonly until: Date | null;
  readonly hits: number;
  /** Ended rules are told, so that one sees that they struck. */
  readonly state: 'in-effect' | 'spent' | 'expired';
}

/** Ended rules that are still told. */
const REMEMBERED = 100;

interface Kept<Wish> {
  readonly id: number;
  readonly wish: Wish;
  readonly since: number;
  hits: number;
}

/**
 * Which fault strikes when. The oldest rule that fits strikes; a rule that has done its times, or
 * is past its time, strikes no more.
 */
export class RuleSet<Wish extends Limits> {
  #rules: Kept<Wish>[] = [];
  #active: Kept<Wish>[] = [];
  #last = 0;

  /** `random` gives numbers from 0 up to 1; `clock` milliseconds. */
  constructor(
    private readonly random: () => number = Math.random,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Nothing can strike. */
  get idle(): boolean {
    return this.#active.length === 0;
  }

  add(wish: Wish): Rule<Wish> {
    const kept = { id: (this.#last += 1), wish, since: this.clock(), hits: 0 };
    this.#settle();
    this.#active.push(kept);
    const ended = this.#rules.filter((rule) => !this.#active.includes(rule));
    this.#rules = [...this.#rules.filter((rule) => !ended.slice(0, -REMEMBERED).includes(rule)), kept];
    return this.#told(kept);
  }

  /** The wish that strikes what `fits` describes, if one does; counts it. */
  draw(fits: (wish: Wish) => boolean): Rule<Wish> | undefined {
    if (this.idle) return undefined;
    this.#settle();
    const rule = this.#active.find(
      ({ wish }) => fits(wish) && (wish.share === undefined || this.random() < wish.share),
    );
    if (rule === undefined) return undefined;
    rule.hits += 1;
    this.#settle();
    return this.#told(rule);
  }

  remove(id: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => String(rule.id) !== id);
    this.#active = this.#active.filter((rule) => String(rule.id) !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
    this.#active = [];
  }

  /** Oldest first. */
  list(): Rule<Wish>[] {
    return this.#rules.map((rule) => this.#told(rule));
  }

  #settle(): void {
    this.#active = this.#active.filter((rule) => this.#stateOf(rule) === 'in-effect');
  }

  #stateOf({ wish, since, hits }: Kept<Wish>): Rule<Wish>['state'] {
    if (wish.times !== undefined && hits >= wish.times) return 'spent';
    return wish.forMs !== undefined && this.clock() >= since + wish.forMs ? 'expired' : 'in-effect';
  }

  #told(rule: Kept<Wish>): Rule<Wish> {
    const { id, wish, since, hits } = rule;
    return {
      id: String(id),
      wish,
      since: new Date(since),
      until: wish.forMs === undefined ? null : new Date(since + wish.forMs),
      hits,
      state: this.#stateOf(rule),
    };
  }
}
