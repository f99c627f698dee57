import type { Attributes } from '@opentelemetry/api';
import { traceOf } from '../message/cloudevents.js';
import type { ReceivedRecord } from '../message/message.js';
import { attributeNames } from '../tracing/attributes.js';
import { withLinks } from '../tracing/links.js';
import { workSpan, type WorkSpan } from '../tracing/spans.js';
import type { ParkedHead, NewDeadLetter, ToPark } from './ports.js';

/** A message is put aside, in its own trace; told after the commit. */
export function parkSpan({ record, messageId, type, failure }: ToPark): void {
  const span = workSpan(
    `park ${record.topic}`,
    traceOf(record.headers),
    () => ({ attributes: { ...about(record, messageId, type), 'parking.behind': failure === undefined } }),
    record,
  );
  span.end(failure === undefined ? undefined : { error: failure, final: false });
}

/** One retry, in the trace of its message; a redrive's is in the trace of who asked for it, linked to the message's. */
export function retrySpan(head: ParkedHead): WorkSpan {
  const own = traceOf(head.record.headers);
  const attributes = {
    ...about(head.record, head.messageId, head.type),
    'retry.attempt': head.tries + 1,
    ...(head.deadLetterId === undefined ? {} : { 'dead_letter.id': head.deadLetterId }),
  };
  return workSpan(
    `retry ${head.topic}`,
    head.trace ?? own,
    () => withLinks({ attributes }, head.trace === undefined ? [] : [own]),
    head.record,
  );
}

/** The only span of a failing message that is an error; ended after the commit. */
export function deadLetterSpan({ record, messageId, type, attempts }: NewDeadLetter, id: string): WorkSpan {
  return workSpan(
    `dead-letter ${record.topic}`,
    traceOf(record.headers),
    () => ({
      attributes: {
        ...about(record, messageId, type ?? 'unknown'),
        'dead_letter.id': id,
        'dead_letter.attempts': attempts ?? 1,
      },
    }),
    record,
  );
}

const about = (record: ReceivedRecord, messageId: string, type: string): Attributes => ({
  [attributeNames.system]: 'kafka',
  [attributeNames.destination]: record.topic,
  [attributeNames.partition]: String(record.partition),
  [attributeNames.offset]: Number(record.offset),
  [attributeNames.messageId]: messageId,
  [attributeNames.messageType]: type,
  ...(record.headers['ce_correlationid'] === undefined
    ? {}
    : { [attributeNames.sagaId]: record.headers['ce_correlationid'] }),
  ...(record.headers['ce_sagastep'] === undefined ? {} : { [attributeNames.sagaStep]: record.headers['ce_sagastep'] }),
});
