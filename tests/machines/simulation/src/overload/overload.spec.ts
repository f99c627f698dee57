import { describe, expect, it, jest } from '@jest/globals';
import { overload } from './overload.js';
import type { Scenario } from './scenario.js';

/** Some ten thousand orders each; nothing is timed. The whole matrix is `npm run overload`. */
jest.setTimeout(900_000);

const after = (of: 'cards' | 'kafka', load: number): Scenario => ({
  seed: 1,
  load,
  minutes: 17,
  outage: { of, fromMinute: 2, minutes: 8 },
});

describe('two minutes after it is over, fresh orders are fulfilled', () => {
  it('when cards were away for eight minutes at three quarters of the load', async () =>
    expect((await overload(after('cards', 0.75))).broken).toEqual([]));

  it('when Kafka was away for eight minutes at three quarters of the load', async () =>
    expect((await overload(after('kafka', 0.75))).broken).toEqual([]));
});

it('half more than can be done is refused at the door: what can be done is done', async () =>
  expect((await overload({ seed: 1, load: 1.5, minutes: 8 })).broken).toEqual([]));
