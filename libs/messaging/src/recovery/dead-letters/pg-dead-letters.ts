import type { Tx } from '../../runtime/database.js';
import type { Outbox } from '../../outbox/outbox.js';
import { auditEach } from '../audit.js';
import { newDeadLettersOf, eventsOf, sequenceOf, type DeadLetterInsert } from './dead-letter-insert.js';
import { dlqRecord } from './dlq-record.js';
import { countBuried } from '../metrics.js';
import type { DeadLetters, NewDeadLetter } from '../ports.js';
import { deadLetterSpan } from '../spans.js';
import { indexable } from '../../runtime/storable.js';
import { RECORD_AS_JSON, RECORD_COLUMNS, RECORD_VALUES, recordToSql } from './stored-record.js';
import { undoneAt } from '../undos/pg-undos.js';

const INSERT = `WITH letter AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(n integer, id uuid, message_id text, type text, topic text, key text, saga_id text, trace_id text,
      fingerprint text, error_class text, error_message text, error_stack text, attempts integer, first_failed_at timestamptz, ${RECORD_AS_JSON})
  )
  INSERT INTO messaging.dead_letter AS d (id, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, first_failed_at, last_failed_at, ${RECORD_COLUMNS})
  SELECT id, message_id, type, topic, key, saga_id, trace_id, fingerprint, error_class, error_message, error_stack,
    attempts, coalesce(first_failed_at, now()), now(), ${RECORD_VALUES}
  FROM letter ORDER BY n
  ON CONFLICT (id) DO UPDATE SET status = 'dead', fingerprint = excluded.fingerprint, error_class = excluded.error_class,
    error_message = excluded.error_message, error_stack = excluded.error_stack, attempts = d.attempts + excluded.attempts, last_failed_at = excluded.last_failed_at`;

export const RECORD_EVENTS = auditEach(
  'jsonb_to_recordset($1::jsonb) AS r(n integer, letter uuid, at timestamptz, kind text, detail jsonb, trace text) ORDER BY n',
  {
    about: 'dead-letter',
    subject: 'letter',
    at: 'coalesce(at, now())',
    actor: `'system'`,
    act: 'kind',
    detail: 'detail',
    trace: 'trace',
  },
);

const RESOLVE = `WITH resolved AS (
    UPDATE messaging.dead_letter d SET status = 'resolved' WHERE id = ANY($1::uuid[]) AND status = 'redriving' RETURNING id, trace_id, ${undoneAt('d')} AS undone_at
  )
  ${auditEach('resolved', {
    about: 'dead-letter',
    subject: 'id',
    actor: `'system'`,
    act: `'resolved'`,
    detail: `jsonb_strip_nulls(jsonb_build_object('undoneAt', undone_at))`,
    trace: 'trace_id',
  })}`;

/**
 * Dead letters in PostgreSQL: the row is the truth; the record for `<service>.dlq` leaves through the same
 * transaction's outbox.
 */
export class PgDeadLetters implements DeadLetters {
  constructor(
    private readonly service: string,
    private readonly outbox: Outbox,
  ) {}

  add(tx: Tx, messages: readonly NewDeadLetter[]): void {
    if (messages.length === 0) return;
    const letters = newDeadLettersOf(this.service, messages);
    void tx.sql(INSERT, [JSON.stringify(letters.map(rowOf))]);
    void tx.sql(RECORD_EVENTS, [JSON.stringify(letters.flatMap(eventsOf).map((event, n) => ({ n, ...event })))]);
    this.outbox.write(
      tx,
      letters.map((letter) => this.#tell(tx, letter)),
    );
  }

  resolve(tx: Tx, deadLetterIds: readonly string[]): void {
    if (deadLetterIds.length > 0) void tx.sql(RESOLVE, [deadLetterIds]);
  }

  /** The span is ended, and so told, only if the transaction commits. */
  #tell(tx: Tx, { id, message, type, failure, history, attempts }: DeadLetterInsert) {
    const span = deadLetterSpan(message, id);
    tx.afterCommit(() => {
      countBuried(type, failure.errorClass);
      span.end({ error: message.error, final: true });
    });
    return dlqRecord({
      id,
      type,
      messageId: message.messageId,
      service: this.service,
      record: message.record,
      key: message.key,
      attempts,
      failure,
      history,
      trace: span.trace,
    });
  }
}

export const rowOf = (letter: DeadLetterInsert, n: number) => ({
  n,
  id: letter.id,
  type: letter.type,
  ...sequenceOf(letter),
  message_id: indexable(letter.message.messageId),
  saga_id: letter.sagaId,
  trace_id: letter.traceId,
  fingerprint: letter.fingerprint,
  error_class: letter.failure.errorClass,
  error_message: letter.failure.message,
  error_stack: letter.failure.stack,
  attempts: letter.attempts,
  first_failed_at: letter.history[0]?.at,
  ...recordToSql(letter.message.record),
});
