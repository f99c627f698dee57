import type { Database } from '../../runtime/database.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';
import type { RedriveOperation } from '../schemas/redrives.js';

const acts = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused', 'halted'], to: 'running' },
  cancel: { from: ['running', 'paused', 'halted'], to: 'cancelled' },
  halt: { from: ['running'], to: 'halted' },
  finish: { from: ['running'], to: 'done' },
} as const satisfies Record<string, { from: readonly RedriveOperation['state'][]; to: RedriveOperation['state'] }>;
export type Steering = keyof typeof acts;

const STEER = `WITH steered AS (
    UPDATE messaging.redrive_operation o SET state = $2, worker = NULL, worker_until = NULL,
      redriven_before = CASE WHEN $2 = 'running' THEN (SELECT count(*) FROM messaging.redrive_item i WHERE i.operation_id = $1 AND i.redrive IS NOT NULL) ELSE redriven_before END,
      failed_before = CASE WHEN $2 = 'running' THEN (SELECT count(*) FROM messaging.redrive_item i WHERE i.operation_id = $1 AND i.state = 'failed') ELSE failed_before END
    WHERE id = $1 AND state = ANY($3::text[]) RETURNING id
  ), left_out AS (
    UPDATE messaging.redrive_item i SET state = 'cancelled' FROM steered WHERE $2 = 'cancelled' AND i.operation_id = steered.id AND i.state = 'waiting'
  )
  ${auditEach('steered', { about: 'redrive', subject: 'id', actor: '$4', act: '$5', detail: `coalesce($6::jsonb, '{}')`, trace: '$7' })} RETURNING subject`;

/** Does it if the operation is in a state for it. What is pending already runs to its end whatever is done here. */
export async function steer(
  database: Pick<Database, 'query'>,
  id: string,
  act: Steering,
  actor: string,
  detail?: object,
): Promise<boolean> {
  const { from, to } = acts[act];
  const rows = await database.query(STEER, [
    id,
    to,
    from,
    actor,
    act,
    detail === undefined ? null : JSON.stringify(detail),
    auditTrace(),
  ]);
  return rows.length > 0;
}
