import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { FaultWish } from './fault-wish.js';
import { faultPoints, type FaultPoint } from './points.js';
import { RuleSet, type Rule } from './rule-set.js';

/** What a rule can choose by. */
export interface Met {
  readonly type: string;
  readonly key: string;
}

export interface FaultsOptions {
  readonly rules?: RuleSet<FaultWish>;
  /** @default SIGKILL, to this process */
  readonly die?: () => void;
}

/**
 * The faults of one process. A service has them only with `FAULTS=on`: without, each point
 * is one check for `undefined`.
 */
export class Faults {
  readonly rules: RuleSet<FaultWish>;
  readonly #die: () => void;

  constructor(
    private readonly log: Logger,
    { rules = new RuleSet(), die = () => void process.kill(process.pid, 'SIGKILL') }: FaultsOptions = {},
  ) {
    this.rules = rules;
    this.#die = die;
  }

  /** Crashes, throws or waits if a rule says so about one of these. */
  async reach(point: FaultPoint, met: readonly Met[]): Promise<void> {
    const drawn = this.draw(point, met);
    if (drawn !== undefined) await this.act(drawn);
  }

  /** The same at a point where nothing can wait. */
  strike(point: FaultPoint, met: readonly Met[]): void {
    const drawn = this.draw(point, met);
    if (drawn !== undefined) this.#crashOrThrow(drawn);
  }

  /** The rule that strikes one of these, if any; `met` is empty at a point that knows no message. */
  draw(point: FaultPoint, met: readonly Met[]): Rule<FaultWish> | undefined {
    if (this.rules.idle) return undefined;
    if (!faultPoints[point].knowsMessage) return this.#told(this.rules.draw((wish) => wish.point === point));
    for (const { type, key } of met) {
      const drawn = this.rules.draw(
        (wish) => wish.point === point && (wish.type ?? type) === type && (wish.key ?? key) === key,
      );
      if (drawn !== undefined) return this.#told(drawn, { type, key });
    }
    return undefined;
  }

  /** Crashes, throws or waits; what else it says is done where it was drawn. */
  async act(drawn: Rule<FaultWish>): Promise<void> {
    this.#crashOrThrow(drawn);
    if (drawn.wish.action === 'delay') await pause(drawn.wish.delayMs ?? 0);
  }

  #crashOrThrow({ wish: { action, point } }: Rule<FaultWish>): void {
    if (action === 'crash') this.#die();
    if (action === 'throw') throw new faultPoints[point].failure(`the fault that was set at ${point}`);
  }

  #told(drawn: Rule<FaultWish> | undefined, met?: Met): Rule<FaultWish> | undefined {
    if (drawn !== undefined)
      this.log.warn({ fault: drawn.id, point: drawn.wish.point, action: drawn.wish.action, ...met }, 'a fault strikes');
    return drawn;
  }
}
