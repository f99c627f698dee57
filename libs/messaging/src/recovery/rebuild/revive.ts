import type { Database } from '../../handler/database.js';
import type { ReceivedRecord } from '../../message/message.js';
import { burialOf, eventsOf } from '../burial.js';
import { RECORD_EVENTS, rowOf } from '../pg-dead-letters.js';
import { RECORD_AS_JSON, RECORD_COLUMNS, RECORD_VALUES } from '../stored-record.js';
import { revived } from './revived.js';

/** A letter that is there stays as it is, unless this run has made it. What the inbox knows as handled has been settled since. */
const REVIVE = `WITH burial AS (
    SELECT * FROM jsonb_to_record($1::jsonb) AS r(id uuid, message_id text, type text, topic text, key text, saga_id text, trace_id text,
      fingerprint text, error_class text, error_message text, error_stack text, attempts integer, first_failed_at timestamptz, ${RECORD_AS_JSON})
  )
  INSERT INTO messaging.dead_letter AS d (id, status, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, first_failed_at, last_failed_at, ${RECORD_COLUMNS})
  SELECT id, CASE WHEN EXISTS (
      SELECT FROM messaging.inbox i WHERE i.state = 'handled' AND i.message_id = CASE WHEN burial.message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN burial.message_id::uuid END
    ) THEN 'resolved' ELSE 'dead' END, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, coalesce(first_failed_at, $2), $2, ${RECORD_VALUES} FROM burial
  ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, error_class = excluded.error_class, error_message = excluded.error_message,
    error_stack = excluded.error_stack, attempts = d.attempts + excluded.attempts, last_failed_at = excluded.last_failed_at WHERE d.id = ANY($3::uuid[])
  RETURNING id`;
const NOTE = `INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind) VALUES ($1, $2, 'rebuilt')`;

/** Puts what `<service>.dlq` tells back into the index, record by record: of one letter they come in the order of its deaths. */
export class Reviver {
  readonly #mine = new Set<string>();
  #read = 0;

  constructor(private readonly service: string, private readonly database: Pick<Database, 'query'>, private readonly actor: string) {}

  get result(): { readonly read: number; readonly added: number } {
    return { read: this.#read, added: this.#mine.size };
  }

  async take(record: ReceivedRecord): Promise<void> {
    this.#read += 1;
    const found = revived(record);
    if (found === undefined) return;
    const burial = burialOf(this.service, this.#mine.has(found.id) ? { ...found.message, deadLetterId: found.id } : found.message);
    if (burial.id !== found.id) return;
    const rows = await this.database.query(REVIVE, [JSON.stringify(rowOf(burial, 0)), record.timestamp, [...this.#mine].filter((id) => id === found.id)]);
    if (rows.length === 0) return;
    const events = eventsOf(burial).map((event, n) => ({ n, at: record.timestamp, ...event }));
    await this.database.query(RECORD_EVENTS, [JSON.stringify(events)]);
    if (!this.#mine.has(found.id)) await this.database.query(NOTE, [found.id, this.actor]);
    this.#mine.add(found.id);
  }
}
