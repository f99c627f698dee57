import type { Store } from '../../handler/handler.js';
import type { Tx } from '../../runtime/database.js';
import { silent, type Logger } from '../../runtime/logger.js';
import type { Outage } from '../engine/stand-still.js';
import { nextDue } from '../engine/instance.js';
import type { SagaRegistry } from '../saga-registry.js';
import { documents, documentsIn } from '../../runtime/sql/documents.js';
import { LoadedSagas } from './loaded-sagas.js';
import { fromRow, storedStateOf, type SagaRow } from './row.js';
import type { ChangedSaga } from './stored.js';
import { Completions } from '../admission/completions.js';
import { tellStuck } from './tell-stuck.js';

// Without a foreign key on the table, NO KEY UPDATE conflicts with the same locks as UPDATE and costs less.
const LOAD = `SELECT id, saga, version, business_key, revision, created_at, data, state, trace FROM messaging.saga_instance
  WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;

const INSERT = `INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, due_at, look_at, created_at, updated_at, data, state, trace)
  SELECT id, saga, version, business_key, status, revision, due_at, due_at, created_at, updated_at, data, state, trace
  FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::int[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
    ${documentsIn('$10')}, ${documentsIn('$11')}, ${documentsIn('$12')})
    AS f (id, saga, version, business_key, status, revision, due_at, created_at, updated_at, data, state, trace)`;

// Data that no reply has changed is not sent again, and stays where it is when it is long. A look too early does no
// harm, so that an
// indexed column changes on few transitions: the others are HOT updates.
const UPDATE = `UPDATE messaging.saga_instance i
  SET status = u.status, revision = u.revision, due_at = u.due_at,
    look_at = CASE WHEN u.status IN ('running', 'compensating') THEN least(i.look_at, u.due_at) END, updated_at = u.updated_at, data = coalesce(u.data, i.data), state = u.state
  FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], ${documentsIn('$6')}, ${documentsIn('$7')})
    AS u (id, status, revision, due_at, updated_at, data, state)
  WHERE i.id = u.id`;

const APPEND = `INSERT INTO messaging.saga_transition (instance_id, seq, at, message_id, trace_id, lines)
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], ${documentsIn('$6')})`;

/**
 * Saga instances in PostgreSQL, keyed by instance id. Instances are locked in the order of their ids until the batch
 * commits.
 */
export class PgSagaStore implements Store<string, LoadedSagas> {
  readonly completions = new Completions();
  /** As the watch over deadlines has heard of them. */
  outages: readonly Outage[] = [];

  constructor(
    private readonly registry: SagaRegistry,
    private readonly log: Logger = silent,
  ) {}

  async load(tx: Tx, ids: readonly string[]): Promise<LoadedSagas> {
    const rows = ids.length === 0 ? [] : await tx.sql<SagaRow>(LOAD, [ids]);
    return new LoadedSagas(this.registry, rows.map(fromRow), this.outages);
  }

  save(tx: Tx, sagas: LoadedSagas): void {
    const changed = sagas.changed();
    const fresh = changed.filter(({ isNew }) => isNew);
    const known = changed.filter(({ isNew }) => !isNew);
    if (fresh.length > 0) void tx.sql(INSERT, insertValues(fresh));
    if (known.length > 0) void tx.sql(UPDATE, updateValues(known));
    if (changed.length > 0) void tx.sql(APPEND, appendValues(changed));
    this.completions.note(tx, changed);
    tellStuck(tx, changed, this.log);
  }
}

const dueOf = ({ instance }: ChangedSaga): string | null => {
  const due = nextDue(instance);
  return due === undefined ? null : new Date(due).toISOString();
};
const updatedAt = ({ transitions }: ChangedSaga): string => transitions.at(-1)!.at.toISOString();

const insertValues = (sagas: readonly ChangedSaga[]): unknown[] => [
  sagas.map(({ instance }) => instance.id),
  sagas.map(({ instance }) => instance.saga),
  sagas.map(({ instance }) => instance.version),
  sagas.map(({ instance }) => instance.businessKey),
  sagas.map(({ instance }) => instance.phase.status),
  sagas.map(({ revision }) => revision),
  sagas.map(dueOf),
  sagas.map(({ createdAt }) => createdAt.toISOString()),
  sagas.map(updatedAt),
  documents(sagas.map(({ instance }) => instance.data)),
  documents(sagas.map(({ instance }) => storedStateOf(instance))),
  documents(sagas.map(({ trace }) => trace)),
];

const updateValues = (sagas: readonly ChangedSaga[]): unknown[] => [
  sagas.map(({ instance }) => instance.id),
  sagas.map(({ instance }) => instance.phase.status),
  sagas.map(({ revision }) => revision),
  sagas.map(dueOf),
  sagas.map(updatedAt),
  documents(sagas.map(({ dataChanged, instance }) => (dataChanged ? instance.data : undefined))),
  documents(sagas.map(({ instance }) => storedStateOf(instance))),
];

function appendValues(sagas: readonly ChangedSaga[]): unknown[] {
  const rows = sagas.flatMap(({ instance, transitions }) =>
    transitions.map((transition) => ({ id: instance.id, ...transition })),
  );
  return [
    rows.map(({ id }) => id),
    rows.map(({ seq }) => seq),
    rows.map(({ at }) => at.toISOString()),
    rows.map(({ messageId }) => messageId),
    rows.map(({ traceId }) => traceId ?? null),
    documents(rows.map(({ lines }) => lines)),
  ];
}
