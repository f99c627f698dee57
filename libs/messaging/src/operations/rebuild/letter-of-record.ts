import { ForeignDeadLetter } from '../../errors.js';
import { markOf, type InboxMark } from '../../inbox/inbox.js';
import { decode } from '../../message/cloudevents.js';
import { derivedId } from '../../message/ids.js';
import type { ReceivedRecord } from '../../message/message.js';
import {
  newDeadLetterOf,
  deadLetterId,
  type DeadLetterInsert,
} from '../../recovery/dead-letters/dead-letter-insert.js';
import { ERROR_HEADERS } from '../../recovery/dead-letters/dlq-record.js';
import { OWN_PREFIX } from '../../recovery/dead-letters/own-headers.js';
import { parseHeaders, type ParsedHeaders } from './read-headers.js';

/** A record of `<service>.dlq` as the dead letter that it once was. */
export interface RestoredLetter {
  readonly letter: DeadLetterInsert;
  /** As the inbox knew it; absent for what never came from a topic. */
  readonly mark?: InboxMark;
  /** What our own record would tell, by the names of our headers. Empty for our own. */
  readonly lacks: readonly string[];
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Whatever the record lacks: it is then found where it stands in the topic, under the id that it gives itself. */
export function restoredLetter(service: string, record: ReceivedRecord): RestoredLetter {
  const { fields, lacks } = parseHeaders(record.headers);
  const original = originalOf(record, fields);
  const { id, messageId, mark } = namesOf(service, record, original, fields);
  const type = record.headers[`${ERROR_HEADERS}type`];
  const letter = newDeadLetterOf(service, {
    topic: original.topic,
    messageId,
    key: record.key?.toString('utf8') ?? messageId,
    record: original,
    ...(type === undefined ? {} : { type }),
    error: errorOf(record, original, lacks),
    attempts: fields.attempts ?? 0,
    history: fields.history ?? [],
  });
  return { letter: { ...letter, id }, lacks, ...(mark === undefined ? {} : { mark }) };
}

/** Whether it says how its message failed. */
export const tellsFailure = ({ headers }: Pick<ReceivedRecord, 'headers'>): boolean =>
  Boolean(headers[`${ERROR_HEADERS}exception.class.name`]);

/**
 * Where it was before it died; where it stands in the DLQ, if it does not tell. What ours means in a header
 * of a stranger's is not to be trusted.
 */
function originalOf(
  record: ReceivedRecord,
  { topic, partition, offset, timestamp, ...fields }: ParsedHeaders['fields'],
): ReceivedRecord {
  const strange = fields['dead-letter-id'] === undefined && fields['message-id'] === undefined;
  const headers = Object.fromEntries(
    Object.entries(record.headers).filter(([name]) => !name.startsWith(strange ? OWN_PREFIX : ERROR_HEADERS)),
  );
  if (topic === undefined || partition === undefined || offset === undefined || timestamp === undefined)
    return { ...record, headers };
  return { ...record, topic, partition, offset, timestamp, headers };
}

interface Names {
  readonly id: string;
  readonly messageId: string;
  readonly mark?: InboxMark;
}

/**
 * By what letter and message were known, or would have been here. A record that could not
 * be read was known by its place.
 */
function namesOf(
  service: string,
  record: ReceivedRecord,
  original: ReceivedRecord,
  fields: ParsedHeaders['fields'],
): Names {
  const { topic, partition, offset, timestamp } = original;
  const [told, byPlace, read] = [
    fields['dead-letter-id'],
    derivedId(topic, String(partition), offset),
    readingOf(original),
  ];
  const letterOf = (messageId: string): string => deadLetterId(service, { messageId, record: original });
  const possible = [fields['message-id'] ?? ('mark' in read ? read.mark.id : byPlace), byPlace];
  const messageId = possible.find((messageId) => letterOf(messageId) === told) ?? possible[0]!;
  // The same place may be taken once more in a topic that was made anew.
  const isForeign = told === undefined && messageId === byPlace && topic === record.topic;
  const id =
    told ??
    (isForeign ? derivedId('dead-letter', service, byPlace, record.timestamp.toISOString()) : letterOf(messageId));
  if (partition < 0 || !UUID.test(messageId)) return { id, messageId };
  return {
    id,
    messageId,
    mark: 'mark' in read && read.mark.id === messageId ? read.mark : { id: messageId, sentAt: timestamp },
  };
}

function readingOf(record: ReceivedRecord): { readonly mark: InboxMark } | { readonly fault: string } {
  try {
    return { mark: markOf(decode(record)) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function errorOf(record: ReceivedRecord, original: ReceivedRecord, lacks: readonly string[]): Error {
  const told = (name: string): string => record.headers[`${ERROR_HEADERS}exception.${name}`] ?? '';
  if (tellsFailure(record))
    return Object.assign(new Error(told('message')), { name: told('class.name'), stack: told('stacktrace') });
  const read = readingOf(original);
  const why = 'fault' in read ? `; and it cannot be read: ${read.fault}` : '';
  return Object.assign(
    new ForeignDeadLetter(
      `put into ${record.topic} by another tool or an older version: it does not tell what failed (${lacks.join(', ')})${why}`,
    ),
    { stack: '' },
  );
}
