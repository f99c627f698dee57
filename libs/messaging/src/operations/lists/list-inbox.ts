import type { Database } from '../../runtime/database.js';
import { sliceOf, type Slice } from './slice.js';
import type { InboxItem } from '../schemas/inbox.js';

/** Whose inbox it is goes without saying here. */
export type OwnInboxItem = Omit<InboxItem, 'consumer'>;

/** The last item of a page: the next one goes on behind it. */
export type InboxPosition = readonly [sentAt: string, id: string];

export interface InboxQuery {
  /** @default all */
  readonly state?: InboxItem['state'];
  /** Finds parked and dead messages. @default all */
  readonly type?: string;
  readonly limit: number;
  /** @default the latest */
  readonly after?: InboxPosition | undefined;
}

const FAILED = (table: 'parked_message' | 'dead_letter', which: string) =>
  `SELECT message_id, type, topic, key FROM messaging.${table} f WHERE ${which}`;
const OF_PAGE = "p.state <> 'handled' AND f.message_id = p.message_id::text";
const LIST = `
  WITH page AS MATERIALIZED (
    SELECT message_id, sent_at, state FROM messaging.inbox
    WHERE sent_at >= $1::timestamptz - $2::interval AND ($3::uuid IS NULL OR (sent_at, message_id) < ($1::timestamptz, $3::uuid))
      AND ($4::text IS NULL OR state = $4)
      AND ($5::text IS NULL OR message_id::text IN (SELECT message_id FROM (${FAILED('parked_message', 'f.type = $5')} UNION ALL ${FAILED('dead_letter', 'f.type = $5')}) failed))
    ORDER BY sent_at DESC, message_id DESC LIMIT $6)
  SELECT p.message_id AS id, p.state, p.sent_at AS "sentAt", f.type, f.topic, f.key
  FROM page p LEFT JOIN LATERAL (${FAILED('parked_message', OF_PAGE)} UNION ALL ${FAILED('dead_letter', OF_PAGE)} LIMIT 1) f ON true
  ORDER BY p.sent_at DESC, p.message_id DESC`;

/** How far back is looked, until there is enough: an inbox may hold two months of a busy service. */
const WINDOWS = ['1 minute', '1 hour', '1 day', '100 years'];

/** Which messages were taken, the latest first. */
export async function listInbox(
  database: Pick<Database, 'query'>,
  { state, type, limit, after }: InboxQuery,
): Promise<Slice<OwnInboxItem, InboxPosition>> {
  const [from, id] = after ?? [new Date().toISOString(), null];
  let rows: OwnInboxItem[] = [];
  for (const window of WINDOWS) {
    rows = await database.query<OwnInboxItem>(LIST, [from, window, id, state ?? null, type ?? null, limit + 1]);
    if (rows.length > limit) break;
  }
  return sliceOf(
    rows,
    limit,
    (item) => item,
    (last) => [last.sentAt.toISOString(), last.id],
  );
}
