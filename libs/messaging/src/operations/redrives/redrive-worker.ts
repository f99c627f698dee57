import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { TraceHeaders } from '../../message/message.js';
import { untraced } from '../../tracing/context.js';
import { undoneAt } from '../../recovery/undos/pg-undos.js';
import { Loop } from '../../runtime/loop.js';
import { nextStep, type Progress } from './plan.js';
import { redrive } from './redrive.js';
import { steer } from './steer.js';

/** One who works on it and stays away so long has died; another instance goes on. */
const ALONE = '10 seconds';
const CLAIM = `UPDATE messaging.redrive_operation SET worker = $1, worker_until = now() + interval '${ALONE}' WHERE id IN (
    SELECT id FROM messaging.redrive_operation WHERE state = 'running' AND (worker IS NULL OR worker = $1 OR worker_until < now()) ORDER BY number FOR UPDATE SKIP LOCKED
  ) RETURNING id, actor, force, trace, per_second AS "perSecond", halt_after AS "haltAfter", redriven_before AS "redrivenBefore", failed_before AS "failedBefore"`;

/**
 * How pending ones ended; those of paused, halted and cancelled operations too. An undo may have been
 * parked before its action's redrive.
 */
const NOTE_ENDS = `UPDATE messaging.redrive_item i SET state = CASE WHEN d.status = 'resolved' THEN 'succeeded' ELSE 'failed' END,
    reason = CASE WHEN d.status <> 'resolved' THEN d.error_class || ': ' || d.error_message END, undone_at = coalesce(i.undone_at, ${undoneAt('d')})
  FROM messaging.dead_letter d WHERE i.state = 'redriving' AND d.id = i.dead_letter_id AND (d.status <> 'redriving' OR d.redrives > i.redrive)`;
const PROGRESS = `SELECT count(redrive)::int AS redriven, count(*) FILTER (WHERE state = 'failed')::int AS failed, count(*) FILTER (WHERE state = 'redriving')::int AS pending,
  count(*) FILTER (WHERE state = 'waiting')::int AS waiting FROM messaging.redrive_item WHERE operation_id = $1`;
const NEXT = `SELECT dead_letter_id AS id FROM messaging.redrive_item WHERE operation_id = $1 AND state = 'waiting' ORDER BY position LIMIT $2`;
const REFUSED = `UPDATE messaging.redrive_item SET state = 'refused', reason = $3 WHERE operation_id = $1 AND dead_letter_id = $2 AND state = 'waiting'
  AND EXISTS (SELECT FROM messaging.redrive_operation WHERE id = $1 AND state = 'running')`;

interface Operation {
  readonly id: string;
  readonly actor: string;
  readonly force: boolean;
  readonly trace: TraceHeaders | null;
  readonly perSecond: number;
  readonly haltAfter: number;
  readonly redrivenBefore: number;
  readonly failedBefore: number;
}

export interface RedriveWorkerOptions {
  readonly database: Pick<Database, 'query'>;
  readonly log: Logger;
  /** Something was redriven: the drain is to look now. */
  readonly onRedriven: () => void;
  /** Milliseconds between steps. @default 1_000 */
  readonly tickMs?: number;
  /** Milliseconds between looks while no operation is running. @default 5_000 */
  readonly idleMs?: number;
}

/** Works on redrives of many. All it knows is in the database, so any instance can go on where another one ended. */
export class RedriveWorker {
  readonly #me = randomUUID();
  readonly #loop: Loop;

  constructor(private readonly options: RedriveWorkerOptions) {
    this.#loop = new Loop(() => this.#look(), { does: 'work on redrives', log: options.log, retryMs: 1_000 });
  }

  start(): void {
    void untraced(() => this.#loop.start());
  }

  /** An operation was begun or resumed. */
  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #look(): Promise<number> {
    const { tickMs = 1_000, idleMs = 5_000 } = this.options;
    return (await this.#step()) ? tickMs : idleMs;
  }

  /** Resolves to whether an operation is running here. */
  async #step(): Promise<boolean> {
    const { database } = this.options;
    const operations = await database.query<Operation>(CLAIM, [this.#me]);
    await database.query(NOTE_ENDS);
    for (const operation of operations) await this.#advance(operation);
    return operations.length > 0;
  }

  async #advance(operation: Operation): Promise<void> {
    const { database, log } = this.options;
    const [counts] = await database.query<Progress>(PROGRESS, [operation.id]);
    const progress = {
      ...counts!,
      redriven: counts!.redriven - operation.redrivenBefore,
      failed: counts!.failed - operation.failedBefore,
    };
    const step = nextStep(progress, operation);
    switch (step.kind) {
      case 'redrive':
        return this.#redrive(operation, step.count);
      case 'halt':
        log.warn({ operation: operation.id, failed: step.failed }, 'a redrive of many has halted: failures came back');
        return void (await steer(database, operation.id, 'halt', 'system', { failed: step.failed }));
      case 'done':
        return void (await steer(database, operation.id, 'finish', 'system'));
      case 'wait':
        return;
      default:
        return step satisfies never;
    }
  }

  async #redrive({ id: operation, actor, force, trace }: Operation, count: number): Promise<void> {
    const { database, onRedriven } = this.options;
    const letters = await database.query<{ id: string }>(NEXT, [operation, count]);
    for (const { id } of letters) {
      const result = await redrive(database, { id, actor, force, operation, trace: trace ?? {} });
      if (result.kind === 'refused') await database.query(REFUSED, [operation, id, result.reason]);
    }
    onRedriven();
  }
}
