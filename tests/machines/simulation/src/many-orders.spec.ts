import { expect, it, jest } from '@jest/globals';
import { simulate } from './simulate.js';

/** More is a command of its own: `npm run simulate -- --seeds 200`. */
const ACCEPTED = 6_000;
const ORDERS = 400;
/** A minute or two; nothing is timed. */
jest.setTimeout(900_000);

it('keeps every promise to six thousand orders, whatever happens to them', async () => {
  const ends: Record<string, number> = {};
  let accepted = 0;
  for (let seed = 1; accepted < ACCEPTED; seed += 1) {
    const run = await simulate({ seed, orders: ORDERS });
    expect({
      again: `npm run simulate -- --seed ${seed} --orders ${ORDERS}`,
      violations: run.violations,
    }).toMatchObject({ violations: [] });
    accepted += run.orders;
    for (const [end, count] of Object.entries(run.ends)) ends[end] = (ends[end] ?? 0) + count;
  }
  // Each way to end is common enough to be judged.
  expect(Object.keys(ends).sort()).toEqual(['cancelled', 'fulfilled', 'needs-attention', 'returned']);
});
