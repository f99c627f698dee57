import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { TraceHeaders } from '../../message/message.js';
import type { SagaRegistry } from '../saga-registry.js';
import { DUE_PAGE, POSTPONED_MS, type DuePage, type DueSaga, type DueSagas, type Postponed } from './due-sagas.js';

interface Row {
  readonly id: string;
  readonly business_key: string;
  readonly due_at: Date;
  readonly look_at: Date;
  readonly trace: string;
}

// Those that are looked at too early are put right, in passing: a row that is locked is looked at again the next time.
const EARLY = `UPDATE messaging.saga_instance SET look_at = due_at WHERE id IN (
  SELECT id FROM messaging.saga_instance WHERE look_at <= now() AND (due_at IS NULL OR due_at > now())
  ORDER BY look_at, id LIMIT ${DUE_PAGE} FOR NO KEY UPDATE SKIP LOCKED)`;

// Instances of a version that this process does not know are left to one that does.
const DUE = `SELECT id, business_key, due_at, look_at, trace FROM messaging.saga_instance
  WHERE look_at <= $1::timestamptz AND due_at <= $1::timestamptz AND (saga, version) IN (SELECT * FROM unnest($2::text[], $3::int[]))
    AND (look_at, id) > ($4::timestamptz, $5::uuid)
  ORDER BY look_at, id LIMIT ${DUE_PAGE}`;

const NEXT = `SELECT now() AS now, (extract(epoch FROM (SELECT min(look_at) FROM messaging.saga_instance WHERE look_at > now()) - now()) * 1000)::float8 AS next_in`;

// In whole milliseconds, as all else there: a page begins behind the last one’s last row, as this process knows it.
const POSTPONE = `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) AS f (id, message_id, lines)),
  later AS (SELECT date_trunc('milliseconds', now()) + interval '${POSTPONED_MS} milliseconds' AS at),
  postponed AS (
    UPDATE messaging.saga_instance i SET due_at = later.at, look_at = later.at,
      revision = i.revision + (given.lines IS NOT NULL)::int
    FROM given, later WHERE i.id = given.id AND i.due_at <= now() RETURNING i.id, i.revision)
  INSERT INTO messaging.saga_transition (instance_id, seq, at, message_id, lines)
  SELECT p.id, p.revision, now(), g.message_id, g.lines FROM postponed p JOIN given g USING (id) WHERE g.lines IS NOT NULL`;

const FIRST = { lookAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** Overdue instances in PostgreSQL, by the database's clock. */
export class PgDueSagas implements DueSagas {
  constructor(
    private readonly database: Database,
    private readonly registry: SagaRegistry,
  ) {}

  async due(after?: DueSaga): Promise<DuePage> {
    if (after === undefined) await this.database.query(EARLY);
    const [{ now, next_in: nextIn }] = (await this.database.query<{ now: Date; next_in: number | null }>(NEXT)) as [
      { now: Date; next_in: number | null },
    ];
    const { definitions } = this.registry;
    const rows = await this.database.query<Row>(DUE, [
      now.toISOString(),
      definitions.map(({ name }) => name),
      definitions.map(({ version }) => version),
      after?.lookAt.toISOString() ?? FIRST.lookAt,
      after?.id ?? FIRST.id,
    ]);
    return { due: rows.map(fromRow), asOf: now, ...(nextIn === null ? {} : { nextIn }) };
  }

  postpone(tx: Tx, instances: readonly Postponed[]): void {
    void tx.sql(POSTPONE, [
      instances.map(({ sagaId }) => sagaId),
      instances.map(({ messageId }) => messageId),
      instances.map(({ error }) =>
        error === undefined ? null : JSON.stringify([{ kind: 'failed', detail: `its deadline: ${String(error)}` }]),
      ),
    ]);
  }
}

const fromRow = ({ id, business_key: businessKey, due_at: dueAt, look_at: lookAt, trace }: Row): DueSaga => ({
  id,
  businessKey,
  dueAt,
  lookAt,
  trace: JSON.parse(trace) as TraceHeaders,
});
