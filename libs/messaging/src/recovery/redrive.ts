import { trace, type Span } from '@opentelemetry/api';
import type { Database } from '../handler/database.js';
import { traceOf } from '../message/cloudevents.js';
import type { TraceHeaders } from '../message/message.js';
import { currentTrace, traceIdOf } from '../tracing/context.js';
import { withLinks } from '../tracing/links.js';
import { workSpan } from '../tracing/spans.js';

export interface RedriveRequest {
  readonly id: string;
  /** Who asks, as they say. */
  readonly actor: string;
}

export type RedriveResult =
  /** It waits for its turn; `resolved` or `dead` again tells how it went. */
  | { readonly kind: 'pending'; readonly id: string }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: 'unknown' | 'redriving' | 'resolved' | 'discarded' };

// One statement, so that the letter is taken and its message is queued together or not at all. The letter comes first: a
// second redrive waits here, holding nothing, and then finds it taken.
const REDRIVE = `WITH letter AS (
    UPDATE messaging.dead_letter SET status = 'redriving', redrives = redrives + 1 WHERE id = $1 AND status = 'dead' RETURNING *
  ), held_head AS (
    UPDATE messaging.parked_message m SET trace = $3 FROM letter l
    WHERE m.topic = l.topic AND m.key = l.key AND m.dead_letter_id = l.id RETURNING m.topic, m.key
  ), freed AS (
    UPDATE messaging.parked_sequence s SET state = 'retrying', due_at = now() FROM held_head h WHERE s.topic = h.topic AND s.key = h.key
  ), sequence AS (
    INSERT INTO messaging.parked_sequence AS s (topic, key, length, due_at)
    SELECT topic, key, 1, now() FROM letter WHERE NOT EXISTS (SELECT FROM held_head)
    ON CONFLICT (topic, key) DO UPDATE SET length = s.length + 1 RETURNING topic
  ), queued AS (
    INSERT INTO messaging.parked_message (topic, key, message_id, type, record_partition, record_offset, record_time, record_key, record_value, record_headers, dead_letter_id, trace)
    SELECT topic, key, message_id, type, record_partition, record_offset, record_time, record_key, record_value, record_headers, id, $3
    FROM letter WHERE EXISTS (SELECT FROM sequence)
  ), noted AS (
    INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, detail, trace_id) SELECT id, $2, 'redriven', jsonb_build_object('redrive', redrives), $4 FROM letter
  )
  SELECT topic, record_headers FROM letter`;

/**
 * Runs a dead letter's original record again, with its message id and key, behind whatever is parked of its sequence. Call
 * `Drain.wake()` afterwards. The redrive is in the trace of the request that asked for it, linked both ways with the message's.
 */
export async function redrive(database: Pick<Database, 'query'>, { id, actor }: RedriveRequest): Promise<RedriveResult> {
  const asked = currentTrace();
  const asking = trace.getActiveSpan();
  const own = asked.traceparent === undefined ? null : JSON.stringify(asked);
  const [letter] = await database.query<{ topic: string; record_headers: Record<string, string> }>(REDRIVE, [id, actor, own, traceIdOf(asked) ?? null]);
  if (letter !== undefined) {
    linkTraces(letter.topic, traceOf(letter.record_headers), asked, asking);
    return { kind: 'pending', id };
  }
  const [found] = await database.query<{ status: 'dead' | 'redriving' | 'resolved' | 'discarded' }>('SELECT status FROM messaging.dead_letter WHERE id = $1', [id]);
  if (found === undefined) return { kind: 'refused', id, reason: 'unknown' };
  // It was taken when the statement ran and has failed again since.
  return { kind: 'refused', id, reason: found.status === 'dead' ? 'redriving' : found.status };
}

function linkTraces(topic: string, message: TraceHeaders, asked: TraceHeaders, asking: Span | undefined): void {
  const mark = workSpan(`redrive ${topic}`, message, () => withLinks({}, [asked]));
  mark.end();
  const own = trace.getSpanContext(mark.context);
  if (own === undefined) return;
  asking?.addLink({ context: own }).setAttribute('links', [`${own.traceId}-${own.spanId}`]);
}
