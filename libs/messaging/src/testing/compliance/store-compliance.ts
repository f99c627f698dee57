import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './records.js';
import { Bank, Close, Deposit, Transfer, Withdraw, type StoreUnderTest } from './store-under-test.js';

/** What every store does in a batch, held against one adapter and the real runner. Call it at the top of a spec. */
export function storeCompliance(name: string, make: () => StoreUnderTest | Promise<StoreUnderTest>): void {
  describe(`${name} is a store`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    storeCases(() => under);
  });
}

function storeCases(under: () => StoreUnderTest): void {
  const names = () => [unique('anna'), unique('bert')].sort() as [string, string];

  it("lets different messages on one row in one batch see each other's changes, with one load and one save", async () => {
    const [anna] = names();
    const bank = new Bank(under());
    const kinds = await bank.run(
      Deposit({ account: anna, amount: 5 }),
      Withdraw({ account: anna, amount: 5 }),
      Deposit({ account: anna, amount: 3 }),
      Withdraw({ account: anna, amount: 1 }),
    );
    expect(kinds).toEqual(['done', 'done', 'done', 'done']);
    expect(await under().balanceOf(anna)).toBe(2);
    expect([bank.loads, bank.saves]).toEqual([[[anna]], 1]);
  });

  it('loads the rows of all messages of a batch at once, and writes each', async () => {
    const [anna, bert] = names();
    const bank = new Bank(under());
    await bank.run(
      Deposit({ account: bert, amount: 7 }),
      Deposit({ account: anna, amount: 1 }),
      Transfer({ account: bert, to: anna, amount: 4 }),
    );
    expect([await under().balanceOf(anna), await under().balanceOf(bert)]).toEqual([5, 3]);
    expect([bank.loads, bank.saves]).toEqual([[[anna, bert]], 1]);
  });

  it('finds in the next batch what the last one wrote', async () => {
    const [anna] = names();
    const bank = new Bank(under());
    await bank.run(Deposit({ account: anna, amount: 2 }));
    await bank.run(Withdraw({ account: anna, amount: 1 }));
    expect(await under().balanceOf(anna)).toBe(1);
  });

  it('keeps nothing of a decision that failed, and all of those beside it', async () => {
    const [anna, bert] = names();
    const bank = new Bank(under());
    const kinds = await bank.run(
      Deposit({ account: anna, amount: 1 }),
      Transfer({ account: anna, to: bert, amount: 9 }),
      Deposit({ account: anna, amount: 2 }),
    );
    expect(kinds).toEqual(['done', 'failed', 'skipped']);
    expect(await under().balanceOf(anna)).toBe(1);
    expect(await under().balanceOf(bert)).toBeUndefined();
  });

  it('leaves its rows as they were when nothing is committed', async () => {
    const [anna] = names();
    const bank = new Bank(under());
    await bank.run(Deposit({ account: anna, amount: 1 }));
    const lost = under().database.transaction(async (tx) => {
      const state = await under().store.load(tx, [anna]);
      state.get(anna)!.balance = 99;
      await under().store.save(tx, state);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    expect(await under().balanceOf(anna)).toBe(1);
  });

  it('removes a row, and may write it anew in the same batch', async () => {
    const [anna, bert] = names();
    const bank = new Bank(under());
    await bank.run(Deposit({ account: anna, amount: 1 }), Deposit({ account: bert, amount: 1 }));
    await bank.run(Close({ account: anna }), Close({ account: bert }), Deposit({ account: bert, amount: 6 }));
    expect([await under().balanceOf(anna), await under().balanceOf(bert)]).toEqual([undefined, 6]);
  });
}
