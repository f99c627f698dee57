import type { Database } from '../../runtime/database.js';
import { sliceOf, type Slice } from './slice.js';
import type { OutboxItem } from '../schemas/outbox.js';

export interface OutboxQuery {
  /** @default both */
  readonly state?: OutboxItem['state'];
  /** @default 20 */
  readonly limit?: number;
  /** `next` of the slice before. @default the latest */
  readonly after?: string | undefined;
}

const LIST = (state: OutboxItem['state'] | undefined) => `SELECT id, created_at, sent_at, (
    SELECT jsonb_agg(jsonb_build_object('topic', r->>'topic', 'key', r->>'key', 'type', r->'headers'->>'ce_type', 'id', r->'headers'->>'ce_id'))
    FROM jsonb_array_elements(records::jsonb) AS r) AS messages
  FROM messaging.outbox WHERE id < coalesce($1::bigint, 9223372036854775807)
  ${state === undefined ? '' : `AND sent_at IS ${state === 'sent' ? 'NOT ' : ''}NULL`} ORDER BY id DESC LIMIT $2`;

/** What transactions wrote, the latest first: one item holds all messages of one transaction. */
export async function listOutbox(
  database: Pick<Database, 'query'>,
  { state, limit = 20, after }: OutboxQuery,
): Promise<Slice<OutboxItem>> {
  const rows = await database.query<{
    id: string;
    created_at: Date;
    sent_at: Date | null;
    messages: OutboxItem['messages'];
  }>(LIST(state), [after ?? null, limit + 1]);
  return sliceOf(
    rows,
    limit,
    ({ id, created_at, sent_at, messages }): OutboxItem => ({
      id,
      state: sent_at === null ? 'unsent' : 'sent',
      createdAt: created_at,
      sentAt: sent_at,
      messages,
    }),
    ({ id }) => id,
  );
}
