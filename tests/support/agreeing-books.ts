import { afterAll, beforeAll, expect } from '@jest/globals';
import { wrongBooks } from './books.js';
import type { Level } from './shop.js';
import { System } from './system.js';

/** One system for all cases of a `describe`, given when it has started; after the last one the books of all parties must agree. */
export function withAgreeingBooks(given: (system: System) => void): void {
  let system: System | undefined;
  let seeded: Level[];

  beforeAll(async () => {
    system = await System.start();
    given(system);
    seeded = await system.shop.stock();
  }, 120_000);
  afterAll(async () => {
    try {
      expect(await wrongBooks(system!.shop, seeded)).toEqual([]);
    } finally {
      await system?.[Symbol.asyncDispose]();
    }
  }, 60_000);
}
