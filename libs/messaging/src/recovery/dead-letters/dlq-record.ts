import type { ReceivedRecord, TraceHeaders, WireRecord } from '../../message/message.js';
import type { Failure } from '../../runtime/failure.js';
import { indexable, storable, storableHeaders } from '../../runtime/storable.js';
import { carry } from './unsent.js';

export interface DeadRecord {
  readonly id: string;
  /** As the inbox knows it. */
  readonly messageId: string;
  readonly type: string;
  readonly service: string;
  readonly record: ReceivedRecord;
  readonly key: string;
  readonly attempts: number;
  readonly failure: Failure;
  readonly history: readonly Failure[];
  /** Where the dead letter's span is in its trace; the original headers' place otherwise. */
  readonly trace: TraceHeaders;
}

/** What the headers about the failure begin with. */
export const ERROR_HEADERS = '__sagaworks.errors.';

/** Bytes; Kafka's default limit for a record is about 1 MB, headers included. A larger original is pointed to. */
export const LARGEST_VALUE = 900_000;
/** Bytes of original headers; of more, only the short ones are kept. */
const LARGEST_HEADERS = 32_000;
const SHORT = 500;

/**
 * The record for `<service>.dlq`: the original's bytes, key and headers, and `__sagaworks.errors.*` headers in the
 * manner of Kafka Connect's (`__connect.errors.*`). Where the original is too large, the value is JSON that says where
 * it is.
 */
export function dlqRecord(dead: DeadRecord): WireRecord {
  const { record, failure } = dead;
  const tooLarge = (record.value?.length ?? 0) > LARGEST_VALUE;
  const headers = {
    ...keptHeaders(record.headers),
    ...dead.trace,
    ...errorHeaders({
      'dead-letter-id': dead.id,
      'message-id': dead.messageId,
      type: dead.type,
      service: dead.service,
      topic: record.topic,
      partition: String(record.partition),
      offset: record.offset,
      timestamp: record.timestamp.toISOString(),
      attempts: String(dead.attempts),
      'exception.class.name': failure.errorClass,
      'exception.message': failure.message,
      'exception.stacktrace': failure.stack,
      history: JSON.stringify(
        [...dead.history, failure].map(({ at, errorClass, message }) => ({
          at,
          errorClass,
          message: message.slice(0, SHORT),
        })),
      ),
      ...(tooLarge ? { value: 'pointer' } : {}),
    }),
  };
  const carried = tooLarge ? { value: JSON.stringify(pointerTo(dead)) } : carry(record.value);
  return { topic: `${dead.service}.dlq`, key: indexable(dead.key), headers, ...carried };
}

const errorHeaders = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${ERROR_HEADERS}${name}`, storable(value)]));

const pointerTo = ({ id, record }: DeadRecord) => ({
  pointer: {
    deadLetterId: id,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    bytes: record.value?.length ?? 0,
  },
});

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  const kept =
    bytes <= LARGEST_HEADERS
      ? headers
      : Object.fromEntries(
          Object.entries(headers)
            .filter(([name, value]) => name.length + value.length <= SHORT)
            .slice(0, 50),
        );
  return storableHeaders(kept);
}
