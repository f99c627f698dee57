import type { Database } from '../../runtime/database.js';
import type { HistoryEntry } from '../../saga/engine/incoming.js';
import type { StateChange } from '../schemas/sagas.js';
import { changesOf } from './changes.js';

/** One move of an instance: what happened, and what it changed. */
export interface TransitionView {
  /** The instance's revision after it. */
  readonly revision: number;
  readonly at: Date;
  /** The message, request or deadline that brought it about. */
  readonly messageId: string;
  readonly traceId: string | null;
  readonly lines: readonly HistoryEntry[];
  readonly changes: readonly StateChange[];
}

interface Row {
  readonly seq: number;
  readonly at: Date;
  readonly message_id: string;
  readonly trace_id: string | null;
  readonly lines: string;
}

/** Every move of an instance, in order; empty for an unknown one. `sagaId` must be a UUID. */
export async function sagaTransitions(database: Database, sagaId: string): Promise<TransitionView[]> {
  const rows = await database.query<Row>(
    'SELECT seq, at, message_id, trace_id, lines FROM messaging.saga_transition WHERE instance_id = $1 ORDER BY seq',
    [sagaId],
  );
  const lines = rows.map((row) => JSON.parse(row.lines) as HistoryEntry[]);
  const changes = changesOf(lines);
  return rows.map((row, index) => ({
    revision: row.seq,
    at: row.at,
    messageId: row.message_id,
    traceId: row.trace_id,
    lines: lines[index]!,
    changes: changes[index]!,
  }));
}
