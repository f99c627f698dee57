import { describe, expect, it } from '@jest/globals';
import { MemoryDatabase } from '../memory/memory-database.js';
import { memoryTableStore } from '../memory/memory-table-store.js';
import { Staged } from '../memory/staged.js';
import type { Store } from '../handler/handler.js';
import { Loaded } from '../handler/loaded.js';
import { storeCompliance } from '../testing/compliance/store-compliance.js';
import type { Accounts } from '../testing/compliance/store-under-test.js';
import { throwawayService } from '../testing/throwaway-service.js';
import { Table } from './table.js';
import { tableStore } from './table-store.js';

interface Account {
  readonly name: string;
  readonly balance: number;
}
const accounts = new Table<Account>({ table: 'account', key: ['name'], columns: { name: 'text', balance: 'int' } });
class AccountStore extends tableStore(accounts, 'name') {}

/** The suite's decisions write into a map. */
const asAccounts = (store: Store<string, Loaded<Account>>): Store<string, Accounts> => {
  const loaded = new WeakMap<Accounts, Loaded<Account>>();
  return {
    async load(tx, keys) {
      const rows = await store.load(tx, keys);
      const map: Accounts = new Map(rows.all.map(({ name, balance }) => [name, { balance }]));
      loaded.set(map, rows);
      return map;
    },
    save(tx, map) {
      const rows = loaded.get(map)!;
      for (const { name } of rows.all) if (!map.has(name)) rows.remove(name);
      for (const [name, { balance }] of map) rows.put({ name, balance });
      return store.save(tx, rows);
    },
  };
};

storeCompliance('tableStore', async () => {
  const { database, close } = await throwawayService('bank');
  await database.query('CREATE TABLE account (name text PRIMARY KEY, balance integer NOT NULL)');
  return {
    store: asAccounts(new AccountStore()),
    database,
    balanceOf: async (name) =>
      (await database.query<Account>('SELECT balance FROM account WHERE name = $1', [name]))[0]?.balance,
    close,
  };
});

storeCompliance('memoryTableStore', () => {
  const rows = new Staged<string, Account>();
  const database = new MemoryDatabase();
  return {
    store: asAccounts(memoryTableStore(accounts, rows)),
    database,
    balanceOf: (name) => Promise.resolve(rows.committed.get(name)?.balance),
    close: () => database.close(),
  };
});

describe('a table', () => {
  interface Stay {
    readonly guest: string;
    readonly night: number;
    readonly price: { readonly amount: number; readonly currency: string };
    readonly room?: { readonly floor: number; readonly door: string };
    readonly extras: readonly string[];
    readonly at: Date;
  }
  const stays = new Table<Stay>({
    table: 'stay',
    key: ['guest', 'night'],
    columns: {
      guest: 'text',
      night: 'int',
      'price.amount': 'bigint',
      'price.currency': 'text',
      'room.floor': { type: 'int', column: 'room_floor' },
      'room.door': { type: 'text', column: 'order' },
      extras: 'jsonb',
      at: 'timestamptz',
    },
    once: ['price.amount', 'price.currency'],
  });
  const stay: Stay = {
    guest: 'ada "the \\ first", of {n,1}',
    night: 1,
    price: { amount: 9_000_000_000, currency: 'EUR' },
    extras: ['breakfast "late"'],
    at: new Date('2030-01-01T12:00:00.123Z'),
  };

  it('gives rows back as they were put, parts of parts, what is left out and two keys included, and keeps what is for ever', async () => {
    const { database, close } = await throwawayService('inn');
    try {
      await database.query(
        'CREATE TABLE stay (guest text, night int, amount bigint, currency text, room_floor int, "order" text, extras jsonb, at timestamptz, PRIMARY KEY (guest, night))',
      );
      const inOne = (work: (rows: Loaded<Stay>) => void) =>
        database.transaction(async (tx) => {
          const rows = new Loaded(stays.keyOf, await stays.lock(tx, { guest: [stay.guest] }));
          work(rows);
          stays.write(tx, rows);
          return rows.all;
        });
      const room = { floor: 2, door: 'b' };
      await inOne((rows) => [stay, { ...stay, night: 2, room }].forEach((row) => rows.put(row)));
      expect(await inOne(() => undefined)).toEqual([stay, { ...stay, night: 2, room }]);
      await inOne((rows) => rows.put({ ...stay, room, extras: [], price: { amount: 1, currency: 'XXX' } }));
      await inOne((rows) => rows.remove(stays.keyOf({ ...stay, night: 2 })));
      expect(await inOne(() => undefined)).toEqual([{ ...stay, room, extras: [] }]);
    } finally {
      await close();
    }
  });
});
