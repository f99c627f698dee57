import { afterAll, beforeAll, expect } from '@jest/globals';
import { Oracle } from './oracle.js';
import { System } from './system.js';

/**
 * One system for all cases of a `describe`, given when it has started; after the last one the
 * oracle must find nothing wrong.
 */
export function judgedSystem(given: (system: System) => void): void {
  let system: System | undefined;
  let oracle: Oracle | undefined;

  beforeAll(async () => {
    system = await System.start();
    given(system);
    oracle = await Oracle.over(system);
  }, 120_000);
  afterAll(async () => {
    try {
      expect(await oracle?.wrong()).toEqual([]);
    } finally {
      await system?.[Symbol.asyncDispose]();
    }
  }, 60_000);
}
