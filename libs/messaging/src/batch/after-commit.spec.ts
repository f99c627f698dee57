// What follows a batch's commit, and fails, is no business of who was committed: each is told its outcome, once, and
// nothing is run again.
import { expect, it } from '@jest/globals';
import type { Tx } from '../runtime/database.js';
import { silent } from '../runtime/logger.js';
import { Bank, BreakingDatabase, Deposit } from './bank.fixture.js';

it('a batch whose outbox listener fails is done: requests have their replies, messages their effect of once', async () => {
  const told: object[] = [];
  const database = new BreakingDatabase(undefined, { ...silent, error: (fields) => void told.push(fields) });
  const bank = new Bank({ database });
  const save = bank.balances.save.bind(bank.balances);
  bank.balances.save = (tx: Tx, state: Map<string, number>) => {
    tx.afterCommit(() => {
      throw new RangeError('a listener with a bug');
    });
    return save(tx, state);
  };
  const [request, delivered] = await Promise.all([
    bank.request('a', 5),
    bank.deliver(bank.record(Deposit({ account: 'b', amount: 7 }))),
  ]);
  expect(request).toMatchObject({ kind: 'done', reply: { balance: 5 } });
  expect(delivered).toMatchObject([{ kind: 'done' }]);
  expect(Object.fromEntries(bank.balances.rows)).toEqual({ a: 5, b: 7 });
  expect(told).toHaveLength(1);
});
