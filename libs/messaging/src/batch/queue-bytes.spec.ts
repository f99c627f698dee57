// What waits for a batch is bounded in bytes too: a few large requests fill the memory as many small ones do.
import { expect, it } from '@jest/globals';
import { Overloaded } from '../errors.js';
import { Latch } from '../testing/compliance/records.js';
import { Bank } from './bank.fixture.js';

it('a request is refused where too many bytes wait; one alone is taken, and room is made by what is run', async () => {
  const [bank, latch] = [new Bank({ queueBytes: 1_000 }), new Latch()];
  const load = bank.balances.load.bind(bank.balances);
  bank.balances.load = async (...asked) => {
    await latch.pass();
    return load(...asked);
  };
  const inHand = bank.request('first', 1);
  await latch.reached;
  const [large, small] = ['x'.repeat(2_000), 'y'.repeat(100)];
  const taken = bank.request(large, 1);
  await expect(bank.request(small, 1)).rejects.toBeInstanceOf(Overloaded);
  latch.open();
  await expect(Promise.all([inHand, taken])).resolves.toHaveLength(2);
  await expect(Promise.all([bank.request(small, 1), bank.request(small, 2)])).resolves.toHaveLength(2);
});
