import type { Database } from '../../runtime/database.js';
import { onOneLine } from '../../runtime/one-line.js';
import type { WaitItem } from '../schemas/waits.js';
import type { Alert, Subject } from './channel.js';

/** Milliseconds until an alert that could not be delivered is tried again. */
const AGAIN_MS = 30_000;

/** What an instance alone can see is over when it has not shown it for so long: it may have died. */
const UNSEEN = '2 minutes';

/** Closes what is over, so that it is told again when it comes back; resolves to what is new. */
const RAISE = `WITH open AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS o (subject text, kind text, instance text, body jsonb)
  ), over AS (
    DELETE FROM messaging.notice n WHERE (n.instance IS NULL OR n.instance = $2 OR n.seen_at < now() - interval '${UNSEEN}') AND NOT EXISTS (SELECT FROM open WHERE open.subject = n.subject)
  ), still AS (
    UPDATE messaging.notice n SET seen_at = now() FROM open WHERE open.subject = n.subject AND n.instance = $2
  )
  INSERT INTO messaging.notice (subject, kind, body, instance) SELECT subject, kind, body, instance FROM open ON CONFLICT (subject) DO NOTHING RETURNING body`;
/** Taken for a while: of several instances one delivers. */
const TAKE = `UPDATE messaging.notice SET next_try_at = now() + interval '${AGAIN_MS} ms' WHERE subject IN (
    SELECT subject FROM messaging.notice WHERE sent_at IS NULL AND next_try_at <= now() ORDER BY raised_at LIMIT 20 FOR UPDATE SKIP LOCKED
  ) RETURNING body, raised_at AS "raisedAt", told`;
const TOLD = 'UPDATE messaging.notice SET told = array_append(told, $2) WHERE subject = $1';
const SENT = 'UPDATE messaging.notice SET sent_at = now() WHERE subject = $1';

/** Of what has waited too long. `instance`: which process sees its own. */
export async function raise(
  database: Pick<Database, 'query'>,
  waits: readonly WaitItem[],
  instance: string,
): Promise<Subject[]> {
  const open = waits
    .filter(({ over }) => over)
    .map((wait) => {
      const body = subjectOf(wait);
      return { subject: body.subject, kind: body.kind, instance: wait.own ? instance : null, body };
    });
  return (await database.query<{ body: Subject }>(RAISE, [JSON.stringify(open), instance])).map(({ body }) => body);
}

const subjectOf = ({ name, of, text, count, since, look, next }: WaitItem): Subject => ({
  subject: `${name}/${of}`,
  kind: name,
  text: onOneLine(text),
  count,
  since,
  look,
  next,
});

/** With the names of the channels that have told it already. */
export interface Unsent {
  readonly alert: Omit<Alert, 'service'>;
  readonly told: readonly string[];
}
export async function takeUnsent(database: Pick<Database, 'query'>): Promise<Unsent[]> {
  const rows = await database.query<{ body: Subject; raisedAt: Date; told: string[] }>(TAKE);
  return rows.map(({ body, raisedAt, told }) => ({ alert: { ...body, raisedAt }, told }));
}
export const markTold = async (database: Pick<Database, 'query'>, subject: string, channel: string): Promise<void> =>
  void (await database.query(TOLD, [subject, channel]));
export const markSent = async (database: Pick<Database, 'query'>, subject: string): Promise<void> =>
  void (await database.query(SENT, [subject]));
