import { describe, expect, it, jest } from '@jest/globals';
import { overload } from './overload.js';
import type { Scenario } from './scenario.js';

/**
 * Some thousand orders each, at ten a second; nothing is timed. Eight minutes away, and the
 * whole matrix, is `npm run overload`.
 */
jest.setTimeout(900_000);

const after = (of: 'cards' | 'kafka', load: number): Scenario => ({
  seed: 1,
  places: 2,
  load,
  minutes: 10,
  outage: { of, fromMinute: 1, minutes: 4 },
});

describe('two minutes after it is over, fresh orders are fulfilled', () => {
  it('when cards were away for four minutes at three quarters of the load', async () =>
    expect((await overload(after('cards', 0.75))).broken).toEqual([]));

  it('when Kafka was away for four minutes at three quarters of the load', async () =>
    expect((await overload(after('kafka', 0.75))).broken).toEqual([]));
});

it('half more than can be done is refused at the door: what can be done is done', async () =>
  expect((await overload({ seed: 1, places: 2, load: 1.5, minutes: 6 })).broken).toEqual([]));
