import type { Database } from '../../runtime/database.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';
import type { OperatorOrder } from '../../saga/engine/incoming.js';

/** What an operator asked for and did not get. */
export interface RefusedAct {
  readonly at: Date;
  /** As they say. */
  readonly actor: string;
  readonly act: OperatorOrder['act'];
  /** Absent where the act was about the step that waits, or the whole instance. */
  readonly step: string | null;
  /** Why they asked. */
  readonly reason: string;
  readonly expectedVersion: number;
  /** Where the instance was. */
  readonly revision: number;
  readonly why: string;
  readonly traceId: string | null;
}

const NOTE = `INSERT INTO messaging.saga_refused_act (instance_id, actor, act, step, reason, expected_version, revision, why, trace_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const LIST = `SELECT at, actor, act, step, reason, expected_version AS "expectedVersion", revision, why, trace_id AS "traceId"
  FROM messaging.saga_refused_act WHERE instance_id = $1 ORDER BY number`;

/** Puts it on record, with the trace of the request being answered. */
export async function noteRefusedAct(
  database: Pick<Database, 'query'>,
  sagaId: string,
  order: OperatorOrder,
  { revision, why }: { readonly revision: number; readonly why: string },
): Promise<void> {
  const step = 'step' in order ? (order.step ?? null) : null;
  await database.query(NOTE, [
    sagaId,
    order.actor,
    order.act,
    step,
    order.reason,
    order.expectedVersion,
    revision,
    why,
    traceIdOf(currentTrace()) ?? null,
  ]);
}

/** Of one instance, oldest first. `sagaId` must be a UUID. */
export const refusedActs = (database: Pick<Database, 'query'>, sagaId: string): Promise<RefusedAct[]> =>
  database.query<RefusedAct>(LIST, [sagaId]);
