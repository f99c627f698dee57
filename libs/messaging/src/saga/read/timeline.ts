import type { Database } from '../../runtime/database.js';
import type { HistoryKind } from '../engine/incoming.js';

/** One line of an instance's history. */
export interface TimelineItem {
  readonly at: Date;
  readonly kind: HistoryKind;
  readonly step: string | undefined;
  readonly ask: number | undefined;
  readonly messageType: string | undefined;
  readonly detail: string | undefined;
  /** Who did it, as they say; of what an operator did. */
  readonly actor: string | undefined;
  /** The trace in which it happened: the order's own, or that of the request that a person made. */
  readonly traceId: string | undefined;
}

interface Row {
  readonly at: Date;
  readonly trace_id: string | null;
  readonly lines: string;
}

type Line = Pick<TimelineItem, 'kind'> & Partial<TimelineItem>;

/** All that has happened to an instance, in order; empty for an unknown one. `sagaId` must be a UUID. */
export async function sagaTimeline(database: Database, sagaId: string): Promise<TimelineItem[]> {
  const rows = await database.query<Row>(
    'SELECT at, trace_id, lines FROM messaging.saga_transition WHERE instance_id = $1 ORDER BY seq',
    [sagaId],
  );
  return rows.flatMap(({ at, trace_id, lines }) =>
    (JSON.parse(lines) as Line[]).map(({ kind, step, ask, messageType, detail, actor }) => ({
      at,
      kind,
      step,
      ask,
      messageType,
      detail,
      actor,
      traceId: trace_id ?? undefined,
    })),
  );
}
