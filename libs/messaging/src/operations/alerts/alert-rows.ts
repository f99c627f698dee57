import type { Database } from '../../runtime/database.js';
import type { Alert } from './channel.js';
import { OPEN, type Subject } from './conditions.js';

/** Milliseconds until a notice that could not be delivered is tried again. */
const AGAIN_MS = 30_000;

/** Closes what is over, so that it is told again when it comes back; resolves to what is new. */
const RAISE = `WITH open AS (${OPEN}), over AS (
    DELETE FROM messaging.notice n WHERE NOT EXISTS (SELECT FROM open WHERE open.subject = n.subject)
  )
  INSERT INTO messaging.notice (subject, kind, body) SELECT subject, kind, to_jsonb(open) FROM open ON CONFLICT (subject) DO NOTHING RETURNING body`;
/** Taken for a while: of several instances one delivers. */
const TAKE = `UPDATE messaging.notice SET next_try_at = now() + interval '${AGAIN_MS} ms' WHERE subject IN (
    SELECT subject FROM messaging.notice WHERE sent_at IS NULL AND next_try_at <= now() ORDER BY raised_at LIMIT 20 FOR UPDATE SKIP LOCKED
  ) RETURNING body, raised_at AS "raisedAt", told`;
const TOLD = 'UPDATE messaging.notice SET told = array_append(told, $2) WHERE subject = $1';
const SENT = 'UPDATE messaging.notice SET sent_at = now() WHERE subject = $1';

export const raise = async (database: Pick<Database, 'query'>): Promise<Subject[]> =>
  (await database.query<{ body: Subject }>(RAISE)).map(({ body }) => body);
/** With the names of the channels that have told it already. */
export interface Unsent {
  readonly notice: Omit<Alert, 'service'>;
  readonly told: readonly string[];
}
export async function takeUnsent(database: Pick<Database, 'query'>): Promise<Unsent[]> {
  const rows = await database.query<{ body: Subject; raisedAt: Date; told: string[] }>(TAKE);
  return rows.map(({ body, raisedAt, told }) => ({ notice: { ...body, raisedAt }, told }));
}
export const markTold = async (database: Pick<Database, 'query'>, subject: string, channel: string): Promise<void> =>
  void (await database.query(TOLD, [subject, channel]));
export const markSent = async (database: Pick<Database, 'query'>, subject: string): Promise<void> =>
  void (await database.query(SENT, [subject]));
