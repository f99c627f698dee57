import type { Logger } from './logger.js';
import { quietly } from './quietly.js';

/**
 * What follows a commit, in the order given. One that throws is told, and takes nothing from the others: what is
 * committed stays so.
 */
export class CommitEffects {
  readonly #effects: (() => void)[] = [];

  add(effect: () => void): void {
    this.#effects.push(effect);
  }

  run(log: Logger): void {
    for (const effect of this.#effects) quietly(log, effect, 'what follows a commit failed; the commit stands');
  }
}
