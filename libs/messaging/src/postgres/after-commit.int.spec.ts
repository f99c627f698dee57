// What follows a commit cannot undo it: it is told in the log, and keeps nothing else from following.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CommitInDoubt } from '../errors.js';
import { silent } from '../runtime/logger.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { PgDatabase } from './database.js';

const told: object[] = [];
let database: PgDatabase;
let drop: () => Promise<void>;
beforeAll(async () => {
  const throwaway = await throwawayDatabase();
  drop = throwaway.drop;
  const log = { ...silent, error: (fields: object) => void told.push(fields) };
  database = new PgDatabase({ url: throwaway.url, service: 'effects', log });
  await database.query('CREATE TABLE seen (what text)');
});
afterAll(async () => {
  await database.close();
  await drop();
});
const seen = () => database.query<{ what: string }>('SELECT what FROM seen ORDER BY what');
const backend = () =>
  database.transaction(async (tx) => (await tx.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!.pid);

it('an effect that throws leaves the transaction done, the other effects run, and the connection in use', async () => {
  const before = await backend();
  const ran: string[] = [];
  const done = await database.transaction(async (tx) => {
    await tx.sql(`INSERT INTO seen VALUES ('one')`);
    tx.afterCommit(() => {
      throw new RangeError('a listener with a bug');
    });
    tx.afterCommit(() => ran.push('the other'));
    return 'done';
  });
  expect([done, ran, await seen()]).toEqual(['done', ['the other'], [{ what: 'one' }]]);
  expect(told).toMatchObject([{ err: { message: 'a listener with a bug' } }]);
  expect(await backend()).toBe(before);
});

it('a commit that nobody hears of ends as it is told to, and nothing follows it', async () => {
  const ran: string[] = [];
  const onCommit = () => {
    throw new CommitInDoubt('nobody hears of it');
  };
  const work = database.transaction(
    async (tx) => {
      await tx.sql(`INSERT INTO seen VALUES ('two')`);
      tx.afterCommit(() => ran.push('never'));
    },
    { onCommit },
  );
  await expect(work).rejects.toBeInstanceOf(CommitInDoubt);
  expect([ran, await seen()]).toEqual([[], [{ what: 'one' }, { what: 'two' }]]);
});
