import type { Database } from '../../runtime/database.js';
import type { OutboxStatus } from '../schemas/outbox.js';

const COUNT_AT_MOST = 20_001;

const STATUS = `SELECT unsent.*, (SELECT holder FROM messaging.lease WHERE name = 'relay' AND expires_at > clock_timestamp()) AS leader
  FROM (SELECT coalesce(sum(messages), 0)::int AS unsent, min(created_at) AS "oldestUnsentAt"
    FROM (SELECT messages, created_at FROM messaging.outbox WHERE sent_at IS NULL AND id > (SELECT id FROM messaging.outbox_floor) ORDER BY id LIMIT ${COUNT_AT_MOST}) AS entries) AS unsent`;
const LAST =
  'SELECT id, cause, actor, since, asked_at AS "askedAt", done_at AS "doneAt", messages FROM messaging.republish ORDER BY id DESC LIMIT 1';

/** What waits to be sent, and who sends; the same from every instance. */
export async function outboxStatus(database: Pick<Database, 'query'>): Promise<OutboxStatus> {
  const [[status], [last]] = await Promise.all([
    database.query<Omit<OutboxStatus, 'lastRepublish'>>(STATUS),
    database.query<NonNullable<OutboxStatus['lastRepublish']>>(LAST),
  ]);
  return { ...status!, lastRepublish: last ?? null };
}
