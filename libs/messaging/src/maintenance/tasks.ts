import type { Database } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import { discardForgotten, dropSettled } from '../operations/dead-letters/retention.js';
import { dropBatches } from './drop-batches.js';
import type { Task } from './task.js';

const HOUR = 3_600_000;
/** A little more than what is asked of the inbox: it remembers sixty days. */
const INBOX_DAYS = 62;

export const DEFAULT_SAGA_DAYS = 30;

export interface Keeping {
  /** Days that sent outbox rows are kept, to be sent again to a new cluster. @default 7 */
  readonly outboxDays?: number;
  /** Days that answered calls are kept. @default 7 */
  readonly callDays?: number;
  /** Days without a touch after which settled dead letters are dropped, others discarded. */
  readonly deadLetterDays: number;
  /** Days that sagas are kept after they have ended, with their history. @default 30 */
  readonly sagaDays?: number;
}

/** All upkeep of one service's tables: what, how often, why. */
export function maintenanceTasks(
  { outboxDays = 7, callDays = 7, deadLetterDays, sagaDays = DEFAULT_SAGA_DAYS }: Keeping,
  database: Pick<Database, 'query' | 'transaction'>,
  log: Logger,
): readonly Task[] {
  return [
    {
      what: 'outbox partitions',
      everyMs: HOUR,
      why: 'a day without a partition takes no writes; sent rows are kept for a new cluster, and no longer',
      run: partitions('SELECT messaging.maintain_outbox($1) AS done', outboxDays),
    },
    {
      what: 'inbox partitions',
      everyMs: 6 * HOUR,
      why: 'a month without a partition fills the default one, which nobody drops',
      run: partitions('SELECT messaging.maintain_inbox(make_interval(days => $1)) AS done', INBOX_DAYS),
    },
    {
      what: 'answered calls',
      everyMs: HOUR,
      why: 'they are looked at by people only, and each look for open ones would have to pass them',
      run: dropBatches(
        `DELETE FROM messaging.call WHERE seq IN (SELECT seq FROM messaging.call WHERE created_at < now() - make_interval(days => $1) AND state IN ('answered', 'dead')
          LIMIT $2 FOR UPDATE SKIP LOCKED)`,
        callDays,
      ),
    },
    {
      what: 'undos',
      everyMs: 6 * HOUR,
      why: 'a redrive asks whether its undo has come, and no letter is redriven after so long',
      run: dropBatches(
        `DELETE FROM messaging.undo WHERE (saga_id, step, action) IN (SELECT saga_id, step, action FROM messaging.undo
          WHERE at < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED)`,
        INBOX_DAYS,
      ),
    },
    {
      what: 'settled dead letters',
      everyMs: 6 * HOUR,
      why: 'they hold the data of customers, and nobody looks at them any more',
      run: (upkeep) => dropSettled(upkeep, deadLetterDays),
    },
    {
      what: 'forgotten dead letters',
      everyMs: 6 * HOUR,
      why: 'what nobody settles would hold its key for ever without anybody knowing',
      run: () => discardForgotten(database, deadLetterDays, log),
    },
    {
      what: 'ended sagas',
      everyMs: HOUR,
      why: 'they hold the data of customers, card tokens among them, and grow with every order',
      run: dropBatches(
        `WITH ended AS (SELECT id FROM messaging.saga_instance WHERE status IN ('completed', 'rolled-back', 'resolved')
            AND created_at < now() - make_interval(days => $1) AND updated_at < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED),
          transitions AS (DELETE FROM messaging.saga_transition WHERE instance_id IN (SELECT id FROM ended)),
          refused AS (DELETE FROM messaging.audit WHERE about = 'saga' AND subject IN (SELECT id::text FROM ended))
        DELETE FROM messaging.saga_instance WHERE id IN (SELECT id FROM ended)`,
        sagaDays,
      ),
    },
  ];
}

/** Where a lock was not to be had at once, again in a while. */
const partitions =
  (text: string, days: number): Task['run'] =>
  async (database) => {
    const [row] = await database.query<{ done: boolean }>(text, [days]);
    return row!.done ? 'done' : 'later';
  };
