import { PgDatabase } from '../../postgres/database.js';
import { throwawayDatabase } from '../throwaway-database.js';
import type { Store } from '../../handler/handler.js';
import { storeCompliance } from './store-compliance.js';
import type { Accounts } from './store-under-test.js';

const TABLE = 'CREATE TABLE account (name text PRIMARY KEY, balance integer NOT NULL)';
const LOAD = 'SELECT name, balance FROM account WHERE name = ANY($1) ORDER BY name FOR UPDATE';
const REMOVE = 'DELETE FROM account WHERE name = ANY($1)';
const WRITE = `INSERT INTO account SELECT * FROM unnest($1::text[], $2::integer[]) ON CONFLICT (name) DO UPDATE SET balance = excluded.balance`;

/** A store in the manner of the services': one statement to load, all others sent without waiting. */
const accounts: Store<string, Accounts> = {
  async load(tx, keys) {
    const rows = await tx.sql<{ name: string; balance: number }>(LOAD, [keys]);
    const state: Accounts = new Map(rows.map(({ name, balance }) => [name, { balance }]));
    loaded.set(state, keys);
    return state;
  },
  save(tx, state) {
    const gone = loaded.get(state)!.filter((key) => !state.has(key));
    if (gone.length > 0) void tx.sql(REMOVE, [gone]);
    void tx.sql(WRITE, [[...state.keys()], [...state.values()].map(({ balance }) => balance)]);
  },
};
const loaded = new WeakMap<Accounts, readonly string[]>();

storeCompliance('a store over tx.sql', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'bank' });
  await database.query(TABLE);
  return {
    store: accounts,
    database,
    balanceOf: async (account) =>
      (await database.query<{ balance: number }>('SELECT balance FROM account WHERE name = $1', [account]))[0]?.balance,
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
