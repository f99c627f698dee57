import type { Database } from '../../runtime/database.js';
import { WRITTEN_CHANNEL } from '../wake-leader.js';

/** What the leader is told on its channel when there is a republish. */
export const REPUBLISH = 'republish';

export interface RepublishRequest {
  /** Outbox entries written since then are sent again. What is older than the outbox is kept is gone. */
  readonly since: Date;
  /** Who asks, as they say. */
  readonly actor: string;
}

export interface Republish {
  readonly id: string;
  readonly since: Date;
  readonly entries: number;
  readonly messages: number;
}

const SENT =
  'SELECT count(*)::int AS entries, coalesce(sum(messages), 0)::int AS messages FROM messaging.outbox WHERE created_at >= $1 AND sent_at IS NOT NULL';
const ASK = `WITH asked AS (INSERT INTO messaging.republish (cause, actor, since) VALUES ('operator', $1, $2) RETURNING id)
  SELECT id, pg_notify('${WRITTEN_CHANNEL}', '${REPUBLISH}') FROM asked`;

/** How much a republish would send. */
export async function sentSince(
  database: Pick<Database, 'query'>,
  since: Date,
): Promise<Omit<Republish, 'id' | 'since'>> {
  const [counts] = await database.query<Omit<Republish, 'id' | 'since'>>(SENT, [since]);
  return counts!;
}

/**
 * Sends again, in order, what was sent since then: for a broker that has lost it in a way that does not show. Consumers
 * know what they have. The leader begins at once, and what is written meanwhile waits its turn.
 */
export async function republish(
  database: Pick<Database, 'query'>,
  { since, actor }: RepublishRequest,
): Promise<Republish> {
  const counts = await sentSince(database, since);
  const [asked] = await database.query<{ id: string }>(ASK, [actor, since]);
  return { id: asked!.id, since, ...counts };
}
