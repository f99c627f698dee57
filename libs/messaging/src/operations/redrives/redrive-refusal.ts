import type { Database } from '../../runtime/database.js';
import { undoneAt } from '../../recovery/undos/pg-undos.js';
import type { DeadLetterStatus } from '../schemas/dead-letters.js';
import { LOOP_LIMIT } from './redrive-statement.js';

/** Why a dead letter is not redriven. */
export type RefusalReason =
  | 'unknown'
  | 'redriving'
  | 'resolved'
  | 'discarded'
  | 'redriven-too-often'
  | 'unknown-edit'
  | 'edit-not-approved';

export interface RedriveWish {
  readonly id: string;
  /** Also when it has failed again so often that the loop guard refuses it. @default false */
  readonly force?: boolean;
  /** The edit whose value the message is to carry. @default the original */
  readonly edit?: string;
}

/** How a redrive would go just now. */
export interface Rehearsal {
  /** Why it would be refused; absent when it would not. */
  readonly reason?: RefusalReason;
  /** Since when the undo of the letter's action has been applied here. */
  readonly undoneAt: Date | null;
}

const LOOK = `SELECT d.status, d.redrives, e.id IS NOT NULL AS known, e.needs_approval AND e.approved_by IS NULL AS open, ${undoneAt('d')} AS "undoneAt"
  FROM messaging.dead_letter d LEFT JOIN messaging.dead_letter_edit e ON e.id = $2 AND e.dead_letter_id = d.id WHERE d.id = $1`;
interface Row {
  readonly status: DeadLetterStatus;
  readonly redrives: number;
  readonly known: boolean;
  readonly open: boolean | null;
  readonly undoneAt: Date | null;
}

/** Changes nothing. */
export async function rehearsed(database: Pick<Database, 'query'>, wish: RedriveWish): Promise<Rehearsal> {
  const [row] = await database.query<Row>(LOOK, [wish.id, wish.edit ?? null]);
  if (row === undefined) return { reason: 'unknown', undoneAt: null };
  const reason = speaksAgainst(row, wish);
  return { ...(reason === undefined ? {} : { reason }), undoneAt: row.undoneAt };
}

/** Why it would be refused just now; `undefined` when it would be redriven. */
export const redriveRefusal = async (
  database: Pick<Database, 'query'>,
  wish: RedriveWish,
): Promise<RefusalReason | undefined> => (await rehearsed(database, wish)).reason;

function speaksAgainst(row: Row, { edit, force = false }: RedriveWish): RefusalReason | undefined {
  if (row.status !== 'dead') return row.status;
  if (edit !== undefined && !row.known) return 'unknown-edit';
  if (row.open) return 'edit-not-approved';
  return row.redrives >= LOOP_LIMIT && !force ? 'redriven-too-often' : undefined;
}
