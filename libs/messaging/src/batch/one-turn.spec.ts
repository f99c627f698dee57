import { expect, it } from '@jest/globals';
import { Bank, Deposit } from './bank.fixture.js';

it('what comes in the turn of the event loop in which a batch was told is one batch, however many steps behind', async () => {
  const bank = new Bank();
  const deposit = () => bank.deliver(bank.record(Deposit({ account: 'a', amount: 1 })));
  await deposit();
  await Promise.all(
    Array.from({ length: 30 }, async (_, steps) => {
      for (let step = 0; step < steps; step += 1) await undefined;
      await deposit();
    }),
  );
  expect(bank.runner.batches).toEqual({ count: 2, messages: 31 });
});
