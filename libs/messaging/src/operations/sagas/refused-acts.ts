import type { Database } from '../../runtime/database.js';
import type { OperatorOrder } from '../../saga/engine/incoming.js';
import { audit } from '../../recovery/audit.js';
import type { RefusedOrder } from '../schemas/sagas.js';

const LIST = `SELECT at, actor, act, detail ->> 'step' AS step, reason, (detail ->> 'expectedVersion')::int AS "expectedVersion", (detail ->> 'revision')::int AS revision, why, trace_id AS "traceId"
  FROM messaging.audit WHERE about = 'saga' AND subject = $1 AND outcome = 'refused' ORDER BY number DESC LIMIT 200`;

/** Puts it on record. */
export function noteRefusedOrder(
  database: Pick<Database, 'query'>,
  sagaId: string,
  order: OperatorOrder,
  { revision, why }: { readonly revision: number; readonly why: string },
): Promise<void> {
  const { actor, act, reason, expectedVersion } = order;
  const step = 'step' in order && order.step !== undefined ? { step: order.step } : {};
  const detail = { ...step, expectedVersion, revision };
  return audit(database, { about: 'saga', subject: sagaId, actor, act, reason, why, detail });
}

/** The latest 200 of one instance, oldest first. `sagaId` must be a UUID. */
export const refusedOrders = async (database: Pick<Database, 'query'>, sagaId: string): Promise<RefusedOrder[]> =>
  (await database.query<RefusedOrder>(LIST, [sagaId])).reverse();
