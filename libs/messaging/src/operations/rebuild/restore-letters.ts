import { MessagingError } from '../../errors.js';
import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { ReceivedRecord } from '../../message/message.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';
import { eventsOf } from '../../recovery/dead-letters/dead-letter-insert.js';
import type { DeadLetterStatus, RebuiltIndex } from '../schemas/dead-letters.js';
import { markedAt } from '../../inbox/pg-inbox.js';
import { RECORD_EVENTS, rowOf } from '../../recovery/dead-letters/pg-dead-letters.js';
import { RECORD_AS_JSON, RECORD_COLUMNS, RECORD_VALUES } from '../../recovery/dead-letters/stored-record.js';
import { restoredLetter, tellsFailure } from './letter-of-record.js';

/**
 * A letter that is there stays as it is, unless this run has made it. What the inbox knows as
 * handled has been settled since.
 */
const RESTORE = `WITH letter AS (
    SELECT * FROM jsonb_to_record($1::jsonb) AS r(id uuid, message_id text, type text, topic text, key text, saga_id text, trace_id text,
      fingerprint text, error_class text, error_message text, error_stack text, attempts integer, first_failed_at timestamptz, ${RECORD_AS_JSON})
  )
  INSERT INTO messaging.dead_letter AS d (id, status, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, first_failed_at, last_failed_at, ${RECORD_COLUMNS})
  SELECT id, CASE WHEN EXISTS (
      SELECT FROM messaging.inbox i WHERE i.state = 'handled' AND i.message_id = CASE WHEN letter.message_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN letter.message_id::uuid END
    ) THEN 'resolved' ELSE 'dead' END, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, coalesce(first_failed_at, $2), $2, ${RECORD_VALUES} FROM letter
  ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, error_class = excluded.error_class, error_message = excluded.error_message,
    error_stack = excluded.error_stack, attempts = d.attempts + excluded.attempts, last_failed_at = excluded.last_failed_at WHERE d.id = ANY($3::uuid[])
  RETURNING status`;
/** Lost with the letter: without it the message would be taken once more, were it to come again. */
const MARK = `INSERT INTO messaging.inbox (message_id, sent_at, state)
  SELECT $1::uuid, ${markedAt('$2::timestamptz')}, 'dead' ON CONFLICT DO NOTHING`;
const NOTE = auditEach('(SELECT) AS once', {
  about: 'dead-letter',
  subject: '$1::uuid',
  actor: '$2',
  act: `'rebuilt'`,
  detail: '$3::jsonb',
  trace: '$4',
});

/**
 * Puts what `<service>.dlq` tells back into the index, record by record: of one letter they
 * come in the order of its deaths.
 */
export class Restorer {
  /** The letters of this run, with what they lack. */
  readonly #mine = new Map<string, readonly string[]>();
  #read = 0;
  #unkept = 0;

  constructor(
    private readonly service: string,
    private readonly database: Pick<Database, 'transaction'>,
    private readonly actor: string,
    private readonly log: Logger,
  ) {}

  get result(): RebuiltIndex {
    return {
      read: this.#read,
      added: this.#mine.size,
      foreign: [...this.#mine.values()].filter((lacks) => lacks.length > 0).length,
      unkept: this.#unkept,
    };
  }

  /** Rejects only in an outage: no record stops those behind it. */
  async take(record: ReceivedRecord): Promise<void> {
    const { topic, partition, offset } = record;
    try {
      await this.#keep(record);
    } catch (error) {
      if (error instanceof MessagingError && error.retry === 'outage') throw error;
      this.#unkept += 1;
      this.log.error(
        { err: error, topic, partition, offset },
        'a record of the DLQ topic cannot be kept as a dead letter',
      );
    }
    this.#read += 1;
  }

  async #keep(record: ReceivedRecord): Promise<void> {
    const { letter, mark, lacks } = restoredLetter(this.service, record);
    const isMine = this.#mine.has(letter.id);
    const isThere = await this.database.transaction(async (tx) => {
      const [inserted] = await tx.sql<{ status: DeadLetterStatus }>(RESTORE, [
        JSON.stringify(rowOf(letter, 0)),
        record.timestamp,
        isMine ? [letter.id] : [],
      ]);
      if (inserted === undefined) return true;
      if (mark !== undefined && inserted.status === 'dead') void tx.sql(MARK, [mark.id, mark.sentAt.toISOString()]);
      const events = tellsFailure(record)
        ? eventsOf(isMine ? { ...letter, message: { ...letter.message, deadLetterId: letter.id } } : letter)
        : [];
      void tx.sql(RECORD_EVENTS, [JSON.stringify(events.map((event, n) => ({ n, at: record.timestamp, ...event })))]);
      if (!isMine)
        void tx.sql(NOTE, [
          letter.id,
          this.actor,
          JSON.stringify({
            from: `${record.topic}/${record.partition}@${record.offset}`,
            ...(lacks.length === 0 ? {} : { lacks }),
          }),
          auditTrace(),
        ]);
      return false;
    });
    if (!isThere && !isMine) this.#mine.set(letter.id, lacks);
  }
}
