import { trace, type Span } from '@opentelemetry/api';
import type { Database } from '../../runtime/database.js';
import { traceOf } from '../../message/cloudevents.js';
import type { TraceHeaders } from '../../message/message.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';
import { withLinks } from '../../tracing/links.js';
import { workSpan } from '../../tracing/spans.js';
import { redriveRefusal, type RedriveWish, type RefusalReason } from './redrive-refusal.js';
import { REDRIVE } from './redrive-statement.js';

export interface RedriveRequest extends RedriveWish {
  /** Who asks, as they say. */
  readonly actor: string;
  /** The operation that it is a part of; its item is marked in the same statement. Refused unless it is running. */
  readonly operation?: string;
  /** @default the trace of the request being answered */
  readonly trace?: TraceHeaders;
}

export type RedriveResult =
  /**
   * It waits for its turn; `resolved` or `dead` again tells how it went. `undoneAt`: since when its undo has
   * been applied here, which it will meet.
   */
  | { readonly kind: 'pending'; readonly id: string; readonly undoneAt: Date | null }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: RefusalReason };

/**
 * Runs a dead letter's original record again, with its message id and key, behind whatever
 * is parked of its sequence. Call
 * `Retrier.wake()` afterwards. The redrive is in the trace of the request that asked for it,
 * linked both ways with the message's.
 */
export async function redrive(database: Pick<Database, 'query'>, request: RedriveRequest): Promise<RedriveResult> {
  const { id, actor, force = false, operation, edit, trace: asked = currentTrace() } = request;
  const asking = trace.getActiveSpan();
  const own = asked.traceparent === undefined ? null : JSON.stringify(asked);
  const values = [id, actor, own, traceIdOf(asked) ?? null, force, operation ?? null, edit ?? null];
  const [letter] = await database.query<{
    topic: string;
    record_headers: Record<string, string>;
    undoneAt: Date | null;
  }>(REDRIVE, values);
  if (letter !== undefined) {
    linkTraces(letter.topic, traceOf(letter.record_headers), asked, asking);
    return { kind: 'pending', id, undoneAt: letter.undoneAt };
  }
  // Where nothing speaks against it now, it was taken when the statement ran and has failed again since.
  return { kind: 'refused', id, reason: (await redriveRefusal(database, request)) ?? 'redriving' };
}

function linkTraces(topic: string, message: TraceHeaders, asked: TraceHeaders, asking: Span | undefined): void {
  const mark = workSpan(`redrive ${topic}`, message, () => withLinks({}, [asked]));
  mark.end();
  const own = trace.getSpanContext(mark.context);
  if (own === undefined) return;
  asking?.addLink({ context: own }).setAttribute('links', [`${own.traceId}-${own.spanId}`]);
}
