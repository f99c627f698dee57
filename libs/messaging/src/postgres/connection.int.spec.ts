import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { PipelinedConnection } from './connection.js';

describe('the batch connection', () => {
  let [url, drop] = ['', async () => {}];
  let connection: PipelinedConnection;
  beforeAll(async () => {
    ({ url, drop } = await throwawayDatabase());
  });
  afterAll(() => drop());
  beforeEach(async () => {
    connection = await new PipelinedConnection(url, 'spec').connect();
  });
  afterEach(() => connection.close());

  it('answers the statements of one tick each with its own rows, types and command, the first time and again', async () => {
    for (let time = 0; time < 3; time += 1) {
      const [begin, texts, none, numbers, values, commit] = await Promise.all([
        connection.query('BEGIN'),
        connection.query<{ n: number; text: string | null }>(
          'SELECT n, CASE WHEN n > 1 THEN repeat($2, n) END AS text FROM unnest($1::int[]) AS n',
          [[1, 2, 3], `"\\'`],
        ),
        connection.query('SELECT 1 AS one WHERE false'),
        connection.query<{ big: string; at: Date; yes: boolean; bytes: Buffer }>(
          `SELECT 9007199254740993 AS big, $1::timestamptz AS at, true AS yes, '\\xff00'::bytea AS bytes`,
          [new Date(1_000)],
        ),
        connection.query('CREATE TEMPORARY TABLE IF NOT EXISTS scratch ()'),
        connection.query('COMMIT'),
      ]);
      expect(texts.rows).toEqual([
        { n: 1, text: null },
        { n: 2, text: `"\\'"\\'` },
        { n: 3, text: `"\\'"\\'"\\'` },
      ]);
      expect(none.rows).toEqual([]);
      expect(numbers.rows).toEqual([
        { big: '9007199254740993', at: new Date(1_000), yes: true, bytes: Buffer.from([255, 0]) },
      ]);
      expect([begin, values, commit].map(({ command, rows }) => [command, rows])).toEqual([
        ['BEGIN', []],
        ['CREATE', []],
        ['COMMIT', []],
      ]);
    }
  });

  it('runs the same statement several times in one tick', async () => {
    const runs = await Promise.all(
      [1, 2, 3].map((n) => connection.query<{ n: number }>('SELECT $1::int * 10 AS n', [n])),
    );
    expect(runs.map(({ rows }) => rows[0]!.n)).toEqual([10, 20, 30]);
  });

  it('fails the statement that is wrong and all behind it, which the server skips', async () => {
    const [before, wrong, behind, commit] = await Promise.allSettled([
      connection.query('BEGIN'),
      connection.query('SELECT 1/0 AS never'),
      connection.query('SELECT 1 AS one'),
      connection.query('COMMIT'),
    ]);
    expect(before.status).toBe('fulfilled');
    expect(
      [wrong, behind, commit].map((each) => ((each as PromiseRejectedResult).reason as { code: string }).code),
    ).toEqual(['22012', '22012', '22012']);
    expect((await connection.query('ROLLBACK')).command).toBe('ROLLBACK');
  });

  it('fails what is asked of it once it is closed or its server has gone', async () => {
    const other = await new PipelinedConnection(url, 'other').connect();
    const {
      rows: [mine],
    } = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const waiting = connection.query('SELECT pg_sleep(60)');
    waiting.catch(() => undefined);
    await other.query('SELECT pg_terminate_backend($1)', [mine!.pid]);
    await expect(waiting).rejects.toThrow();
    await expect(connection.query('SELECT 1 AS one')).rejects.toThrow();
    expect(connection.broken).toBe(true);
    other.close();
    await expect(other.query('SELECT 1 AS one')).rejects.toThrow();
  });

  it('gives up a server that is silent for too long, but not while it is itself that stood still', async () => {
    const impatient = await new PipelinedConnection(url, 'impatient', 200).connect();
    const answered = impatient.query<{ one: number }>('SELECT 1 AS one');
    await new Promise((resolve) => setImmediate(resolve));
    for (const end = performance.now() + 500; performance.now() < end; );
    expect((await answered).rows).toEqual([{ one: 1 }]);
    await expect(impatient.query('SELECT pg_sleep(60)')).rejects.toThrow(
      'Connection terminated: the server was silent for 200 ms',
    );
    expect(impatient.broken).toBe(true);
  });
});
