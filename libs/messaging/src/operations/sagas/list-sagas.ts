import type { Database } from '../../runtime/database.js';
import type { SagaStatus } from '../../saga/engine/instance.js';
import { sliceOf, type Slice } from '../lists/slice.js';
import { SAGA_STATUSES } from '../schemas/sagas.js';
import { COLUMNS, viewOf, type SagaRowView, type SagaView } from '../../saga/read/sagas.js';

export interface SagaFilter {
  /** @default any */
  readonly status?: SagaStatus;
  /** @default any */
  readonly saga?: string;
  /** The step that is asked, undone or stuck; only instances that have not ended are at a step. @default any */
  readonly step?: string;
  /** @default any */
  readonly businessKey?: string;
  /** Started before this. @default any age */
  readonly startedBefore?: Date;
  /** @default 50, at most 200 */
  readonly limit?: number;
  /** `next` of the slice before. @default the newest */
  readonly after?: SagaPosition | undefined;
}

/** What the next slice goes on behind. */
export type SagaPosition = readonly [startedAt: string, id: string];

const LIVE = ['running', 'compensating', 'needs-operator'] as const satisfies readonly SagaStatus[];

// Each status is read along the index, newest first, and the pages' worth of each are merged.
// `state` is looked into only when a step is asked for, and then of the live instances, which are few.
const PAGE = `SELECT page.* FROM unnest($1::text[]) AS wanted (status) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM messaging.saga_instance i
    WHERE i.status = wanted.status AND ($2::text IS NULL OR i.saga = $2) AND ($6::text IS NULL OR i.business_key = $6) AND ($7::timestamptz IS NULL OR i.created_at < $7)
      AND ($8::text IS NULL OR (i.state::json -> 'steps' -> $8 ->> 'at') IN ('asked', 'undoing', 'undo-refused', 'given-up')) AND ($3::timestamptz IS NULL OR (i.created_at, i.id) < ($3, $4::uuid))
    ORDER BY i.created_at DESC, i.id DESC LIMIT $5) AS page
  ORDER BY page.created_at DESC, page.id DESC LIMIT $5`;

/** The newest first. */
export async function listSagas(
  database: Database,
  { status, saga, step, businessKey, startedBefore, limit = 50, after: [at, id] = [] as never }: SagaFilter = {},
): Promise<Slice<SagaView, SagaPosition>> {
  const size = Math.min(Math.max(limit, 1), 200);
  const statuses = step === undefined ? SAGA_STATUSES : LIVE;
  const rows = await database.query<SagaRowView>(PAGE, [
    statuses.filter((each) => status === undefined || each === status),
    saga ?? null,
    at ?? null,
    id ?? null,
    size + 1,
    businessKey ?? null,
    startedBefore?.toISOString() ?? null,
    step ?? null,
  ]);
  return sliceOf(rows, size, viewOf, (last) => [last.created_at.toISOString(), last.id]);
}
