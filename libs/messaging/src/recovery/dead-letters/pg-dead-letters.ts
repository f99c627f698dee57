import type { Tx } from '../../runtime/database.js';
import type { Outbox } from '../../outbox/outbox.js';
import { burialOf, eventsOf, sequenceOf, type Burial } from './dead-letter-insert.js';
import { dlqRecord } from './dlq-record.js';
import { countBuried } from '../metrics.js';
import type { DeadLetters, NewDeadLetter } from '../ports.js';
import { deadLetterSpan } from '../spans.js';
import { indexable } from '../../runtime/storable.js';
import { RECORD_AS_JSON, RECORD_COLUMNS, RECORD_VALUES, recordToSql } from './stored-record.js';
import { undoneAt } from '../undos/pg-undos.js';

const BURY = `WITH burial AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(n integer, id uuid, message_id text, type text, topic text, key text, saga_id text, trace_id text,
      fingerprint text, error_class text, error_message text, error_stack text, attempts integer, first_failed_at timestamptz, ${RECORD_AS_JSON})
  )
  INSERT INTO messaging.dead_letter AS d (id, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, first_failed_at, last_failed_at, ${RECORD_COLUMNS})
  SELECT id, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, coalesce(first_failed_at, now()), now(), ${RECORD_VALUES}
  FROM burial ORDER BY n
  ON CONFLICT (id) DO UPDATE SET status = 'dead', fingerprint = excluded.fingerprint, error_class = excluded.error_class,
    error_message = excluded.error_message, error_stack = excluded.error_stack, attempts = d.attempts + excluded.attempts, last_failed_at = excluded.last_failed_at`;

export const RECORD_EVENTS = `INSERT INTO messaging.dead_letter_event (dead_letter_id, at, actor, kind, detail, trace_id)
  SELECT letter, coalesce(at, now()), 'system', kind, detail, trace
  FROM jsonb_to_recordset($1::jsonb) AS r(n integer, letter uuid, at timestamptz, kind text, detail jsonb, trace text) ORDER BY n`;

const RESOLVE = `WITH resolved AS (
    UPDATE messaging.dead_letter d SET status = 'resolved' WHERE id = ANY($1::uuid[]) AND status = 'redriving' RETURNING id, trace_id, ${undoneAt('d')} AS undone_at
  )
  INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, detail, trace_id)
  SELECT id, 'system', 'resolved', jsonb_strip_nulls(jsonb_build_object('undoneAt', undone_at)), trace_id FROM resolved`;

/** Dead letters in PostgreSQL: the row is the truth; the record for `<service>.dlq` leaves through the same transaction's outbox. */
export class PgDeadLetters implements DeadLetters {
  constructor(private readonly service: string, private readonly outbox: Outbox) {}

  bury(tx: Tx, messages: readonly NewDeadLetter[]): void {
    if (messages.length === 0) return;
    const burials = messages.map((message) => burialOf(this.service, message));
    void tx.sql(BURY, [JSON.stringify(burials.map(rowOf))]);
    void tx.sql(RECORD_EVENTS, [JSON.stringify(burials.flatMap(eventsOf).map((event, n) => ({ n, ...event })))]);
    this.outbox.write(tx, burials.map((burial) => this.#tell(tx, burial)));
  }

  resolve(tx: Tx, deadLetterIds: readonly string[]): void {
    if (deadLetterIds.length > 0) void tx.sql(RESOLVE, [deadLetterIds]);
  }

  /** The span is ended, and so told, only if the transaction commits. */
  #tell(tx: Tx, { id, message, type, failure, history, attempts }: Burial) {
    const span = deadLetterSpan(message, id);
    tx.afterCommit(() => {
      countBuried(type, failure.errorClass);
      span.end({ error: message.error, final: true });
    });
    return dlqRecord({ id, type, messageId: message.messageId, service: this.service, record: message.record, key: message.key, attempts, failure, history, trace: span.trace });
  }
}

export const rowOf = (burial: Burial, n: number) => ({
  n, id: burial.id, type: burial.type, ...sequenceOf(burial),
  message_id: indexable(burial.message.messageId),
  saga_id: burial.sagaId, trace_id: burial.traceId, fingerprint: burial.fingerprint,
  error_class: burial.failure.errorClass, error_message: burial.failure.message, error_stack: burial.failure.stack,
  attempts: burial.attempts, first_failed_at: burial.history[0]?.at, ...recordToSql(burial.message.record),
});
