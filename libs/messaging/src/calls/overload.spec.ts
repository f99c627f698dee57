import { describe, expect, it } from '@jest/globals';
import { PartyUnavailable } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import type { Party } from './call.js';
import { pending } from './calls.fixture.js';
import { withCaller } from './memory-caller.fixture.js';

const keys = (count: number, name = 'k') => Array.from({ length: count }, (_, n) => `${name}${n}`);
const other = (key: string, options: Parameters<typeof pending>[1] = {}) =>
  pending(key, { orderingKey: key, ...options });

/** A party whose calls do as told, and what it was asked. */
function party(name: string, perform: (key: string) => Promise<unknown>, settings: Partial<Party> = {}) {
  const asked: string[] = [];
  const lookedUp: string[] = [];
  const charge = {
    perform: (_request: unknown, { key }: { key: string }) => {
      asked.push(key);
      return perform(key);
    },
    lookUp: (_request: unknown, { key }: { key: string }) => {
      lookedUp.push(key);
      return Promise.resolve(undefined);
    },
  };
  return { asked, lookedUp, party: { name, performers: { [`${name}.charge`]: charge }, ...settings } as Party };
}
const never = () => new Promise<never>(() => undefined);
const answers = () => Promise.resolve('ok');

describe('a caller with more calls than it can make', () => {
  it('makes those of a party that is well while thousands wait for one that hangs', async () => {
    const [bank, mail] = [party('bank', never), party('mail', answers)];
    await withCaller({ parties: [bank.party, mail.party] }, async ({ write, heard }) => {
      await write(...keys(6_000).map((key) => other(key)));
      await write(other('m', { party: 'mail' }));
      await until(() => heard.length === 1);
      expect(mail.asked).toEqual(['m']);
    });
  });

  it('makes those of other keys while thousands of one key wait', async () => {
    const bank = party('bank', answers);
    await withCaller({ parties: [bank.party] }, async ({ write, heard }) => {
      await write(...keys(6_000, 'hot').map((key) => pending(key, { orderingKey: 'hot' })));
      await write(...keys(50, 'cold').map((key) => other(key)));
      await until(() => heard.filter(({ key }) => key.startsWith('cold')).length === 50);
      expect(heard.length).toBeLessThan(1_000);
      const hot = bank.asked.filter((key) => key.startsWith('hot'));
      expect(hot).toEqual(keys(hot.length, 'hot'));
    });
  });

  it('makes good ones while thousands fail for ever, and tells of those', async () => {
    const told: object[] = [];
    const log = { ...silentBut(told) };
    const bank = party('bank', async (key) => {
      if (key.startsWith('bad')) throw new Error('it cannot read that');
      return 'ok';
    });
    const breaker = { failures: 1_000_000 };
    await withCaller({ parties: [bank.party], breaker, log, random: () => 0 }, async ({ write, heard }) => {
      await write(...keys(3_000, 'bad').map((key) => other(key)));
      await write(...keys(20, 'good').map((key) => other(key)));
      await until(() => heard.length === 20);
      expect(bank.asked.filter((key) => key.startsWith('bad')).length).toBeLessThan(3_200);
      expect(told).toEqual([]);
    });
  });

  it('keeps a bounded number in memory, and makes all of them', async () => {
    const bank = party('bank', answers, { concurrency: 4 });
    await withCaller({ parties: [bank.party] }, async ({ caller, write, heard, table }) => {
      await write(...keys(5_000).map((key) => other(key)));
      expect(caller.parties[0]!.waiting).toBeLessThanOrEqual(128);
      await until(() => heard.length === 5_000, { timeout: 30_000 });
      expect(new Set(bank.asked).size).toBe(5_000);
      expect(bank.lookedUp).toEqual([]);
      expect(table.counts.open).toBe(0);
    });
  });

  it('keeps the places of a party taken while what comes next is put on record', async () => {
    const bank = party('bank', answers, { concurrency: 2 });
    await withCaller({ parties: [bank.party] }, async ({ write, heard, rows }) => {
      const statements: number[] = [];
      const begin = rows.begin.bind(rows);
      rows.begin = (owner, seqs) => {
        statements.push(seqs.length);
        return begin(owner, seqs);
      };
      await write(...keys(80).map((key) => other(key)));
      await until(() => heard.length === 80);
      // Sixteen turns are on record with their transaction; of the others each statement takes as many as there are
      // places, for the turn that comes.
      expect(statements.reduce((sum, each) => sum + each, 0)).toBe(48);
      expect(statements.length).toBeLessThanOrEqual(24);
    });
  });

  it('answers those that are past their deadline and never began at once, also those in the table, without a place at their party', async () => {
    const bank = party('bank', never, { concurrency: 2 });
    await withCaller({ parties: [bank.party] }, async ({ write, heard }) => {
      const deadline = new Date(Date.now() + 300);
      await write(...keys(3_000).map((key) => other(key, { deadline })));
      await until(() => heard.length >= 2_998, { timeout: 50_000 });
      expect(heard.every((answer) => answer.kind === 'gave-up' && !answer.called)).toBe(true);
      expect([bank.asked.length, bank.lookedUp.length]).toEqual([2, 0]);
    });
  });

  it('makes work that somebody waits for before undos, three to one', async () => {
    let release: () => void = () => undefined;
    const bank = party(
      'bank',
      (key) => (key === 'first' ? new Promise<void>((resolve) => (release = resolve)) : answers()),
      { concurrency: 1 },
    );
    await withCaller({ parties: [bank.party] }, async ({ write, heard }) => {
      await write(other('first'));
      await write(...keys(4, 'undo').map((key) => other(key, { undoes: 'something' })));
      await write(...keys(4, 'do').map((key) => other(key)));
      release();
      await until(() => heard.length === 9);
      expect(bank.asked).toEqual(['first', 'do0', 'do1', 'undo0', 'do2', 'do3', 'undo1', 'undo2', 'undo3']);
    });
  });

  it('gives last look-ups a quarter of the places, and none while the breaker is open', async () => {
    let [looking, most, late] = [0, 0, Infinity];
    const { party: bank, asked } = party('bank', async () => {
      throw new PartyUnavailable('503');
    });
    const lookUp = () => {
      // Before the deadline it is what comes before a next try.
      if (Date.now() < late) return Promise.resolve(undefined);
      looking += 1;
      most = Math.max(most, looking);
      return never();
    };
    const charge = { ...bank.performers['bank.charge']!, lookUp } as never;
    const breaker = { failures: 100 };
    await withCaller(
      { parties: [{ ...bank, concurrency: 8, performers: { 'bank.charge': charge } }], breaker },
      async ({ write }) => {
        // All have to be begun before it, or there is nothing to look up.
        const deadline = new Date(Date.now() + 3_000);
        // Tries are made after 0, 0.2, 0.7 and 1.7 s, so none is under way now but last look-ups.
        late = deadline.getTime() - 500;
        await write(...keys(40).map((key) => other(key, { deadline })));
        await until(() => asked.length >= 40);
        await until(() => most > 0);
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(most).toBe(2);
      },
    );
  });
});

describe('an undo', () => {
  it('of an action that waits and never began makes neither call', async () => {
    const bank = party('bank', never, { concurrency: 1 });
    await withCaller({ parties: [bank.party] }, async ({ write, heard }) => {
      await write(other('first'));
      await write(pending('do', { orderingKey: 'o-2' }));
      await write(pending('undo', { orderingKey: 'o-2', undoes: 'do' }));
      await until(() => heard.length === 2);
      expect(heard).toMatchObject([
        { kind: 'gave-up', called: false, key: 'do' },
        { kind: 'gave-up', called: false, key: 'undo' },
      ]);
      expect(bank.asked).toEqual(['first']);
    });
  });

  it('of an action that may have begun is made, and once: a second one under its key has its answer', async () => {
    const bank = party('bank', answers);
    await withCaller({ parties: [bank.party] }, async ({ write, heard }) => {
      await write(pending('do'));
      await write(pending('undo', { undoes: 'do' }));
      await write({ ...pending('undo', { undoes: 'do' }), id: 'another' });
      await until(() => heard.length === 3);
      expect(heard).toMatchObject([
        { key: 'do' },
        { kind: 'answered', key: 'undo' },
        { kind: 'answered', key: 'undo' },
      ]);
      expect(bank.asked).toEqual(['do', 'undo']);
    });
  });
});

const silentBut = (warnings: object[]): Logger => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (what) => void warnings.push(what),
  error: () => undefined,
});
