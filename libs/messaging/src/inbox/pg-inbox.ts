import type { Tx } from '../runtime/database.js';
import type { Inbox, InboxMark, InboxState } from './inbox.js';

/**
 * The message's own time, as far as there are months for it: from the beginning of the last to the end of the next one.
 * A mark of another time would lie where nothing is ever dropped, and a month that comes later would find it in its
 * way.
 */
export const markedAt = (time: string): string =>
  `least(greatest(${time}, date_trunc('month', now()) - interval '1 month'), date_trunc('month', now()) + interval '2 months')`;

/** Months are looked at one by one, by their keys: those to come are empty. */
const MARK = `INSERT INTO messaging.inbox (message_id, sent_at) SELECT m.id, ${markedAt('m.at')}
  FROM unnest($1::uuid[], $2::timestamptz[]) AS m(id, at)
  WHERE NOT EXISTS (SELECT FROM messaging.inbox i WHERE i.message_id = m.id) ON CONFLICT DO NOTHING RETURNING message_id`;
const SETTLE = `UPDATE messaging.inbox SET state = $2 WHERE message_id = ANY($1::uuid[])`;

/**
 * Two instances that take the same record at once: the second waits on the first's index entry until it commits. A
 * repetition under another time stands behind the first in its partition, so the first is marked by then: in the table,
 * or in the same batch.
 */
export class PgInbox implements Inbox {
  async mark(tx: Tx, marks: readonly InboxMark[]): Promise<ReadonlySet<string>> {
    if (marks.length === 0) return new Set();
    const rows = await tx.sql<{ message_id: string }>(MARK, columns(marks));
    return new Set(rows.map((row) => row.message_id));
  }

  settle(tx: Tx, marks: readonly InboxMark[], state: InboxState): void {
    if (marks.length > 0) void tx.sql(SETTLE, [marks.map(({ id }) => id), state]);
  }
}

const columns = (marks: readonly InboxMark[]) => [
  marks.map((mark) => mark.id),
  marks.map((mark) => mark.sentAt.toISOString()),
];
