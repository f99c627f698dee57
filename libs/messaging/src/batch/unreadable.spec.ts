import { expect, it } from '@jest/globals';
import { Bank, Deposit } from './bank.fixture.js';

it('a record that cannot be read is known by its place: the id that it claims may be that of a good message', async () => {
  const bank = new Bank();
  const good = bank.record(Deposit({ account: 'a', amount: 4 }));
  const forged = { ...good, offset: '899', value: Buffer.from('{"account":"a"}') };
  await bank.deliver(forged);
  await bank.deliver(good, { ...forged, offset: '900' });
  expect(bank.balances.rows.get('a')).toBe(4);
  expect(bank.deadLetters.all).toHaveLength(2);
});
