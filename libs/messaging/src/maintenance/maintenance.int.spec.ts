import { describe, expect, it, jest } from '@jest/globals';
import { silent } from '../runtime/logger.js';
import { PgDatabase } from '../postgres/database.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { until } from '../testing/until.js';
import { BATCH_ROWS } from './drop-batches.js';
import { Maintenance } from './maintenance.js';
import { maintenanceTasks } from './tasks.js';
import type { Task } from './task.js';

jest.setTimeout(30_000);
const LONG = 3_600_000;

async function withUpkeep(
  tasksOf: (database: PgDatabase) => readonly Task[],
  use: (database: PgDatabase, said: readonly string[]) => Promise<void>,
  before: (database: PgDatabase) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'upkeep' });
  const said: string[] = [];
  const log = { ...silent, warn: (fields: { task?: string }) => void said.push(fields.task ?? '') };
  const upkeep = new Maintenance({ service: 'upkeep', url, log, tasks: tasksOf(database) });
  try {
    await before(database);
    await upkeep.start();
    await use(database, said);
  } finally {
    await upkeep.stop();
    await database.close();
    await drop();
  }
}

const ALL = (database: PgDatabase) => maintenanceTasks({ deadLetterDays: 30 }, database, silent);
const ended = (count: number, status: string, days: number) =>
  `INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, created_at, updated_at, data, state, trace)
    SELECT gen_random_uuid(), 'trip', 1, '${status}/' || n, '${status}', 1, now() - interval '90 days', now() - interval '${days} days', '{}', '{}', '{}' FROM generate_series(1, ${count}) n`;
const HISTORY =
  "INSERT INTO messaging.saga_transition (instance_id, seq, at, message_id, lines) SELECT id, 1, now(), 'm', '[]' FROM messaging.saga_instance";
const statuses = async (database: PgDatabase) =>
  (await database.query<{ status: string }>('SELECT status FROM messaging.saga_instance ORDER BY status')).map(
    ({ status }) => status,
  );

describe('upkeep', () => {
  it('drops sagas that ended long ago with their history, however many they are, and no others', () =>
    withUpkeep(
      ALL,
      async (database) => {
        await until(async () => (await statuses(database)).length === 3, { timeout: 10_000 });
        expect(await statuses(database)).toEqual(['completed', 'needs-operator', 'running']);
        expect(await database.query('SELECT FROM messaging.saga_transition')).toHaveLength(3);
      },
      async (database) => {
        await database.query(ended(2 * BATCH_ROWS + 1, 'rolled-back', 31));
        for (const status of ['running', 'needs-operator']) await database.query(ended(1, status, 31));
        await database.query(ended(1, 'completed', 29));
        await database.query(HISTORY);
      },
    ));

  it('drops calls that were answered long ago, and none that is open', () =>
    withUpkeep(
      ALL,
      async (database) => {
        const states = () => database.query<{ state: string }>('SELECT state FROM messaging.call');
        await until(async () => (await states()).length === 1);
        expect(await states()).toEqual([{ state: 'open' }]);
      },
      async (database) => {
        await database.query(`INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, owner, state, created_at)
          SELECT gen_random_uuid(), 'cards', 'authorise', n::text, n::text, '{}', '{}', gen_random_uuid(), CASE n WHEN 1 THEN 'open' ELSE 'answered' END, now() - interval '8 days'
          FROM generate_series(1, ${BATCH_ROWS + 10}) n`);
      },
    ));

  it('goes on with the others while one task fails, says so once, and asks over a connection that the server keeps short', async () => {
    const settings: string[] = [];
    const task = (what: string, run: Task['run']): Task => ({ what, why: '', everyMs: LONG, run });
    await withUpkeep(
      () => [
        task('broken', () => Promise.reject(new Error('no'))),
        task('settings', async (database) => {
          for (const name of ['lock_timeout', 'statement_timeout'])
            settings.push(...(await database.query<Record<string, string>>(`SHOW ${name}`)).map((row) => row[name]!));
          return 'done';
        }),
      ],
      async (_, said) => {
        await until(() => settings.length === 2);
        expect(settings).toEqual(['100ms', '15s']);
        expect(said).toEqual(['broken']);
      },
    );
  });
});
