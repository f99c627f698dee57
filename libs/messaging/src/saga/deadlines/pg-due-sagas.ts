import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { TraceHeaders } from '../../message/message.js';
import type { SagaRegistry } from '../saga-registry.js';
import type { DueNow, DueSagas, FailedDeadline } from './due-sagas.js';

interface Row {
  readonly id: string;
  readonly business_key: string;
  readonly due_at: Date;
  readonly trace: string;
  readonly due_in: number;
}

// Instances of a version that this process does not know are left to one that does.
const DUE = `SELECT id, business_key, due_at, trace, (extract(epoch FROM due_at - now()) * 1000)::float8 AS due_in
  FROM messaging.saga_instance
  WHERE status IN ('running', 'compensating') AND due_at IS NOT NULL AND (saga, version) IN (SELECT * FROM unnest($1::text[], $2::int[]))
  ORDER BY due_at LIMIT 201`;

const POSTPONE = `WITH failed AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS f (id, message_id, lines)),
  postponed AS (
    UPDATE messaging.saga_instance i SET due_at = now() + interval '1 minute', revision = i.revision + 1
    FROM failed WHERE i.id = failed.id RETURNING i.id, i.revision)
  INSERT INTO messaging.saga_transition (instance_id, seq, at, message_id, lines)
  SELECT p.id, p.revision, now(), f.message_id, f.lines FROM postponed p JOIN failed f USING (id)`;

/** Overdue instances in PostgreSQL, by the database's clock. */
export class PgDueSagas implements DueSagas {
  constructor(
    private readonly database: Database,
    private readonly registry: SagaRegistry,
  ) {}

  async due(): Promise<DueNow> {
    const { definitions } = this.registry;
    const rows = await this.database.query<Row>(DUE, [
      definitions.map(({ name }) => name),
      definitions.map(({ version }) => version),
    ]);
    const next = rows.find((row) => row.due_in > 0);
    return {
      due: rows
        .filter((row) => row.due_in <= 0)
        .slice(0, 200)
        .map((row) => ({
          id: row.id,
          businessKey: row.business_key,
          dueAt: row.due_at,
          trace: JSON.parse(row.trace) as TraceHeaders,
        })),
      ...(next === undefined ? {} : { nextIn: next.due_in }),
    };
  }

  postpone(tx: Tx, failures: readonly FailedDeadline[]): void {
    const lines = failures.map(({ error }) =>
      JSON.stringify([{ kind: 'failed', detail: `its deadline: ${String(error)}` }]),
    );
    void tx.sql(POSTPONE, [failures.map(({ sagaId }) => sagaId), failures.map(({ messageId }) => messageId), lines]);
  }
}
