import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import { currentTrace } from '../../tracing/context.js';
import { AUDIT_LINE, auditEach, auditTrace } from '../../recovery/audit.js';
import { sliceOf, type Slice } from '../lists/slice.js';
import type { Chosen, RedriveMany } from './selection.js';
import {
  redriveItemStates,
  type RedriveItem,
  type RedriveItemState,
  type RedriveOperation,
} from '../schemas/redrives.js';

const CREATE = `WITH operation AS (
    INSERT INTO messaging.redrive_operation (id, actor, per_second, halt_after, force, trace)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING id, actor
  ), noted AS (
    ${auditEach('operation', { about: 'redrive', subject: 'id', actor: 'actor', act: `'started'`, trace: '$8' })}
  )
  INSERT INTO messaging.redrive_item (operation_id, position, dead_letter_id)
  SELECT operation.id, n, letter FROM operation, unnest($7::uuid[]) WITH ORDINALITY AS r(letter, n)`;

/** Freezes the set and begins; resolves to the operation's id. */
export async function startOperation(
  database: Pick<Database, 'query'>,
  wish: RedriveMany,
  chosen: readonly Chosen[],
  actor: string,
): Promise<string> {
  const id = randomUUID();
  const trace = currentTrace();
  await database.query(CREATE, [
    id,
    actor,
    wish.perSecond,
    wish.haltAfter,
    wish.force,
    trace.traceparent === undefined ? null : JSON.stringify(trace),
    chosen.map((letter) => letter.id),
    auditTrace(),
  ]);
  return id;
}

const count = (state: RedriveItemState): string => `'${state}', count(*) FILTER (WHERE i.state = '${state}')`;
const COUNTS = `jsonb_build_object(${redriveItemStates.map(count).join(', ')})`;
const LIST = `SELECT o.id, o.number, o.state, o.actor, o.created_at AS "createdAt", o.per_second AS "perSecond", o.halt_after AS "haltAfter",
    (SELECT coalesce(jsonb_agg((to_jsonb(h) - 'number') ORDER BY h.number), '[]') FROM (
      SELECT a.number, ${AUDIT_LINE} FROM messaging.audit a WHERE a.about = 'redrive' AND a.subject = o.id::text ORDER BY a.number DESC LIMIT 200
    ) h) AS history,
    of_items.*
  FROM messaging.redrive_operation o CROSS JOIN LATERAL (
    SELECT ${COUNTS} AS counts, count(i.undone_at)::int AS "metUndo" FROM messaging.redrive_item i WHERE i.operation_id = o.id
  ) of_items WHERE ($1::uuid IS NULL OR id = $1) AND ($2::bigint IS NULL OR number < $2) ORDER BY number DESC LIMIT $3`;
type Row = RedriveOperation & { readonly number: string };
const withoutNumber = ({ number: _, ...operation }: Row): RedriveOperation => operation;

/** Newest first. `after`: `next` of the slice before. */
export async function listOperations(
  database: Pick<Database, 'query'>,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Slice<RedriveOperation>> {
  const rows = await database.query<Row>(LIST, [null, after ?? null, limit + 1]);
  return sliceOf(rows, limit, withoutNumber, ({ number }) => number);
}

/** `undefined` when there is none. */
export async function redriveOperation(
  database: Pick<Database, 'query'>,
  id: string,
): Promise<RedriveOperation | undefined> {
  const [row] = await database.query<Row>(LIST, [id, null, 1]);
  return row === undefined ? undefined : withoutNumber(row);
}

const ITEMS = `SELECT position, dead_letter_id AS "deadLetterId", state, reason, undone_at AS "undoneAt" FROM messaging.redrive_item
  WHERE operation_id = $1 AND ($2::text IS NULL OR state = $2) AND position > $3::bigint ORDER BY position LIMIT $4`;

/** In the order in which they are redriven. */
export async function itemsOf(
  database: Pick<Database, 'query'>,
  id: string,
  {
    state,
    limit,
    after,
  }: { readonly state?: RedriveItemState | undefined; readonly limit: number; readonly after?: string | undefined },
): Promise<Slice<RedriveItem>> {
  const rows = await database.query<RedriveItem>(ITEMS, [id, state ?? null, after ?? '0', limit + 1]);
  return sliceOf(
    rows,
    limit,
    (item) => item,
    ({ position }) => String(position),
  );
}
