import type { Message } from '@sagaworks/messaging';
import type { Surroundings } from '../network/link.js';

/**
 * Which messages are handled with trouble, and how much of it is left: one or two failures, fewer than a handler has
 * tries even with those of its own events, or no end of them.
 */
export class FailingDecisions {
  readonly #left = new Map<string, number>();

  constructor(private readonly around: Surroundings) {}

  /** Throws where this decision is to fail. */
  meet(service: string, { id }: Message): void {
    const { throws, hopeless } = this.around.mischief().decisions;
    if (this.#left.size === 0 && throws === 0 && hopeless === 0) return;
    const left = this.#left.get(id) ?? this.#first(throws, hopeless);
    if (left === 0) return;
    this.#left.set(id, left - 1);
    throw new Error(`the simulation has ${service} fail at ${id}`);
  }

  #first(throws: number, hopeless: number): number {
    if (this.around.dice.chance(hopeless)) return Infinity;
    return this.around.dice.chance(throws) ? 1 + this.around.dice.below(2) : 0;
  }
}
