import { expect, it } from '@jest/globals';
import { calm, type Profile } from './mischief/profiles.js';
import { simulate } from './simulate.js';

/** Eight orders a second, all of which can be fulfilled. */
const steady: Profile = {
  ...calm,
  name: 'broker-away',
  crowds: { of: 4, everyMs: 500 },
  customers: {
    declined: 0,
    captureRefused: 0,
    noCarrier: 0,
    undoRefused: 0,
    soldOut: 0,
    cancels: 0,
    repeats: 0,
    returns: 0,
  },
};

/** `AWAY_S=480` for an outage of eight minutes. */
const AWAY_S = Number(process.env['AWAY_S'] ?? 100);

it('what is accepted while the broker is away is not cancelled for it', async () => {
  const brokerAway = { atMs: 10_000, forMs: AWAY_S * 1_000 };
  const { ends, violations, orders } = await simulate({
    seed: 1,
    orders: 8 * (AWAY_S + 30),
    profile: { ...steady, brokerAway },
  });
  expect(violations).toEqual([]);
  expect(ends).toEqual({ fulfilled: orders });
}, 600_000);
