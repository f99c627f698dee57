import type { Tx } from '../runtime/database.js';
import type { Inbox, InboxMark, InboxState } from './inbox.js';

const MARK = `INSERT INTO messaging.inbox (message_id, sent_at) SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
  ON CONFLICT DO NOTHING RETURNING message_id`;
const SETTLE = `UPDATE messaging.inbox SET state = $3 FROM unnest($1::uuid[], $2::timestamptz[]) AS m(id, at)
  WHERE message_id = m.id AND sent_at = m.at`;

/** Two instances that take the same message at once: the second waits on the first's index entry until it commits. */
export class PgInbox implements Inbox {
  async mark(tx: Tx, marks: readonly InboxMark[]): Promise<ReadonlySet<string>> {
    if (marks.length === 0) return new Set();
    const rows = await tx.sql<{ message_id: string }>(MARK, columns(marks));
    return new Set(rows.map((row) => row.message_id));
  }

  settle(tx: Tx, marks: readonly InboxMark[], state: InboxState): void {
    if (marks.length > 0) void tx.sql(SETTLE, [...columns(marks), state]);
  }
}

const columns = (marks: readonly InboxMark[]) => [
  marks.map((mark) => mark.id),
  marks.map((mark) => mark.sentAt.toISOString()),
];
