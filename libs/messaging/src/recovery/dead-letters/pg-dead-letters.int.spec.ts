import { deadLettersCompliance, type KeptLetter } from '../../testing/compliance/dead-letters-compliance.js';
import { throwawayService } from '../../testing/throwaway-service.js';
import { PgDeadLetters } from './pg-dead-letters.js';

const FIND = `SELECT status, type, topic, key, message_id AS "messageId", saga_id AS "sagaId", trace_id AS "traceId", fingerprint, attempts,
    json_build_object('errorClass', error_class, 'message', error_message, 'stack', error_stack) AS failure, record_value AS value,
    ARRAY(SELECT act FROM messaging.audit a WHERE a.about = 'dead-letter' AND a.subject = d.id::text ORDER BY number) AS events
  FROM messaging.dead_letter d WHERE id = $1`;

deadLettersCompliance('PgDeadLetters', async () => {
  const { database, close } = await throwawayService('shop');
  return {
    deadLetters: (service, outbox) => new PgDeadLetters(service, outbox),
    database,
    find: async (id) => {
      const [row] = await database.query<KeptLetter & { sagaId: string | null; traceId: string | null }>(FIND, [id]);
      return row === undefined
        ? undefined
        : { ...row, sagaId: row.sagaId ?? undefined, traceId: row.traceId ?? undefined };
    },
    redrive: async (id) =>
      void (await database.query(`UPDATE messaging.dead_letter SET status = 'redriving' WHERE id = $1`, [id])),
    close,
  };
});
