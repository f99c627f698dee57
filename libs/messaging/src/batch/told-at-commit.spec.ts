// Who has been committed hears of it when it has: neither a failure nor an outage that comes later in its batch is any
// business of theirs.
import { describe, expect, it } from '@jest/globals';
import { CommitInDoubt, DatabaseAway, RequestRepeated, RowLocked } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import { until } from '../testing/until.js';
import { Bank, BreakingDatabase, Deposit } from './bank.fixture.js';

/** Fails the batch for nobody in particular while both are in it; alone, `bad` loses the database. */
function splitBy(bank: Bank, database: BreakingDatabase): void {
  const save = bank.balances.save.bind(bank.balances);
  bank.balances.save = (tx: Tx, state: Map<string, number>) => {
    if (!state.has('bad')) return save(tx, state);
    if (state.has('a')) return Promise.reject(new Error('a constraint, of nobody in particular'));
    database.away = true;
    return Promise.reject(new DatabaseAway('it goes away just now'));
  };
}

describe('a request whose half of the batch is committed', () => {
  it('is answered, though the other half meets an outage that lasts', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    splitBy(bank, database);
    const good = bank.request('a', 5);
    const bad = bank.deliver(bank.record(Deposit({ account: 'bad', amount: 5 })));
    await expect(good).resolves.toMatchObject({ kind: 'done', reply: { balance: 5 } });
    await until(() => bank.runner.outage?.message === 'it goes away just now');
    const rejected = expect(bad).rejects.toThrow(/stopping/);
    await bank.runner.stop();
    await rejected;
    expect(bank.balances.rows.get('a')).toBe(5);
  });
});

describe('a request whose COMMIT is not answered', () => {
  it('and that was committed, is answered what it was, and is not decided again, though it starts no saga', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    database.unanswered = 1;
    await expect(bank.request('a', 5)).resolves.toMatchObject({ kind: 'done', reply: { balance: 5 } });
    expect(bank.balances.rows.get('a')).toBe(5);
  });

  it('and that was not committed, is decided once', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    database.lost = 1;
    await expect(bank.request('a', 5)).resolves.toMatchObject({ kind: 'done', reply: { balance: 5 } });
    expect(bank.balances.rows.get('a')).toBe(5);
  });

  it('of which that is not found out in time hears so', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database, inDoubtMs: 50 });
    database.unanswered = Number.POSITIVE_INFINITY;
    await expect(bank.request('a', 5)).rejects.toBeInstanceOf(CommitInDoubt);
    database.unanswered = 0;
    await bank.runner.stop();
    expect(bank.balances.rows.get('a')).toBe(5);
  });
});

describe('a request of an id that was handled before', () => {
  it('is refused, and has no second effect', async () => {
    const bank = new Bank();
    await bank.request('a', 5, { id: 'fixed' });
    await expect(bank.request('a', 5, { id: 'fixed' })).rejects.toBeInstanceOf(RequestRepeated);
    expect(bank.balances.rows.get('a')).toBe(5);
  });
});

describe('a message that its sender repeats', () => {
  it.each([
    ['without a time', { ce_time: undefined }],
    ['with another time', { ce_time: '2020-01-01T00:00:00Z' }],
  ])('%s has its effect once', async (_how, { ce_time }) => {
    const bank = new Bank();
    const record = bank.record(Deposit({ account: 'a', amount: 5 }));
    const { ce_time: __, ...untimed } = record.headers;
    const again = { ...record, offset: '77', timestamp: new Date(Date.now() + 1_500) };
    const headers = { ...untimed, ...(ce_time === undefined ? {} : { ce_time }) };
    await bank.deliver({ ...record, headers: untimed });
    await bank.deliver({ ...again, headers }, { ...again, offset: '78', headers: untimed });
    expect(bank.balances.rows.get('a')).toBe(5);
  });
});

describe('a row that somebody holds', () => {
  it('holds the key that needs it, which waits without a try, and no other', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    const load = bank.balances.load.bind(bank.balances);
    bank.balances.load = (tx: Tx, keys: readonly string[]) =>
      keys.includes('held') ? Promise.reject(new RowLocked('canceling statement due to lock timeout')) : load(tx, keys);
    const accounts = ['a', 'b', 'held', 'c', 'held', 'd'];
    const outcomes = await bank.deliver(...accounts.map((account) => bank.record(Deposit({ account, amount: 1 }))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'failed', 'done', 'skipped', 'done']);
    expect(Object.fromEntries(bank.balances.rows)).toEqual({ a: 1, b: 1, c: 1, d: 1 });
    expect(bank.parkedRows.sequences.get('bank.commands\u0000held')).toMatchObject({
      waitsFor: 'RowLocked',
      messages: [{ tries: 0, failures: [] }, { tries: 0 }],
    });
    expect(bank.runner.outage).toBeUndefined();
    await expect(bank.request('held', 1)).rejects.toBeInstanceOf(RowLocked);
  });
});

describe('a row that somebody holds, of a key with messages all over the batch', () => {
  it('holds that key, found in a few tries, and none of the others', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    const load = bank.balances.load.bind(bank.balances);
    let met = 0;
    bank.balances.load = (tx: Tx, keys: readonly string[]) => {
      if (!keys.includes('held')) return load(tx, keys);
      met += 1;
      return Promise.reject(new RowLocked('canceling statement due to lock timeout'));
    };
    const others = Array.from({ length: 40 }, (_, n) => `other ${n}`);
    const records = others
      .flatMap((other) => [other, 'held'])
      .map((account) => bank.record(Deposit({ account, amount: 1 })));
    const outcomes = await bank.deliver(...records);
    expect(outcomes.map(({ kind }) => kind).filter((kind) => kind === 'done')).toHaveLength(40);
    expect([...bank.balances.rows.keys()]).toEqual(expect.arrayContaining(others));
    expect([...bank.parkedRows.sequences.keys()]).toEqual(['bank.commands\u0000held']);
    expect(bank.parkedRows.sequences.get('bank.commands\u0000held')!.messages).toHaveLength(40);
    expect(met).toBeLessThan(12);
  });
});

describe('what throws where nothing should', () => {
  it('ends no loop: those in the batch are rejected, readiness tells, and the next batch runs', async () => {
    const bank = new Bank();
    bank.log.warn = () => {
      throw new Error('the log is full');
    };
    const registry = bank.registry as unknown as { get: (type: string) => unknown };
    const get = registry.get.bind(bank.registry);
    const unit = bank.unitOf(bank.record(Deposit({ account: 'a', amount: 1 })));
    registry.get = () => {
      throw new Error('a span cannot be made');
    };
    await expect(bank.runner.submit(unit)).resolves.toMatchObject({ kind: 'done' });
    registry.get = get;
    const broken = {
      ...bank.unitOf(bank.record(Deposit({ account: 'a', amount: 1 }))),
      get broken(): Error {
        throw new TypeError('nobody expects this');
      },
    };
    await expect(bank.runner.submit(broken)).rejects.toThrow(TypeError);
    expect(bank.runner.outage).toBeInstanceOf(TypeError);
    await until(() => bank.request('a', 1));
    expect(bank.runner.outage).toBeUndefined();
    expect(bank.balances.rows.get('a')).toBe(2);
  });

  it('the age of the oldest that waits is known', async () => {
    const database = new BreakingDatabase();
    const bank = new Bank({ database });
    expect(bank.runner.waitedMs).toBe(0);
    database.away = true;
    const waiting = bank.deliver(bank.record(Deposit({ account: 'a', amount: 1 })));
    await until(() => bank.runner.waitedMs > 20);
    database.away = false;
    await waiting;
    expect(bank.runner.waitedMs).toBe(0);
  });
});
