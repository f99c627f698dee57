import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import { untraced } from '../../tracing/context.js';
import { SumOverProcesses, type LoadSource } from './load-source.js';
import type { SagaLoad } from './admission.js';

/** A process that has told nothing for so long has ended. */
const SILENT = '1 minute';

const TELL = `WITH told AS (
    INSERT INTO messaging.saga_completions (process, saga, completed, told_at)
      SELECT $1::uuid, saga, completed, now() FROM unnest($2::text[], $3::bigint[]) AS t (saga, completed)
      ON CONFLICT (process, saga) DO UPDATE SET completed = excluded.completed, told_at = excluded.told_at
  ), gone AS (DELETE FROM messaging.saga_completions WHERE told_at < now() - interval '${SILENT}' AND process <> $1::uuid)
  SELECT process, saga, completed::float8 AS completed FROM messaging.saga_completions WHERE process <> $1::uuid AND told_at >= now() - interval '${SILENT}'`;

const IN_FLIGHT = `SELECT wanted.saga, (SELECT count(*)::int FROM (
      SELECT FROM messaging.saga_instance i WHERE i.status = 'running' AND i.saga = wanted.saga LIMIT wanted.at_most) AS counted) AS "inFlight"
  FROM unnest($1::text[], $2::int[]) AS wanted (saga, at_most)`;

interface Told {
  readonly process: string;
  readonly saga: string;
  readonly completed: number;
}

/** The load of a service's sagas in PostgreSQL: a row a process and saga, written once a look. */
export class PgLoadSource implements LoadSource {
  readonly #process = randomUUID();
  readonly #sum = new SumOverProcesses();

  constructor(private readonly database: Pick<Database, 'query'>) {}

  async exchange(...[own, sagas]: Parameters<LoadSource['exchange']>): Promise<ReadonlyMap<string, SagaLoad>> {
    const mine = sagas.map(({ saga }) => ({ process: this.#process, saga, completed: own.get(saga) ?? 0 }));
    const [others, inFlight] = await untraced(() =>
      Promise.all([
        this.database.query<Told>(TELL, [
          this.#process,
          mine.map(({ saga }) => saga),
          mine.map(({ completed }) => completed),
        ]),
        this.database.query<{ saga: string; inFlight: number }>(IN_FLIGHT, [
          sagas.map(({ saga }) => saga),
          sagas.map(({ atMost }) => atMost),
        ]),
      ]),
    );
    this.#sum.add([...mine, ...others]);
    return new Map(
      inFlight.map(({ saga, inFlight: count }) => [saga, { inFlight: count, completed: this.#sum.of(saga) }]),
    );
  }
}
