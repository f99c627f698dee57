import type { MessageRefused } from '../errors.js';
import { derivedId } from '../message/ids.js';
import type { WireRecord } from '../message/message.js';
import type { NewDeadLetter } from '../recovery/ports.js';
import { markUnsent } from '../recovery/dead-letters/unsent.js';

/**
 * A record that never got to the broker as a dead letter: it has no place in a topic, so partition and offset are -1.
 * Nothing for what was on its way to our own dead-letter topic: its row exists, and telling of it again would be
 * refused again.
 */
export function deadLetterOf(record: WireRecord, error: MessageRefused, service: string): NewDeadLetter | undefined {
  const { topic, key, value, encoding, headers } = record;
  if (topic === `${service}.dlq`) return undefined;
  const type = headers['ce_type'];
  return {
    topic,
    key,
    error,
    messageId: headers['ce_id'] ?? derivedId(topic, key, value ?? ''),
    ...(type === undefined ? {} : { type }),
    record: {
      topic,
      partition: -1,
      offset: '-1',
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(value, encoding),
      headers: markUnsent(headers),
      timestamp: new Date(),
    },
  };
}
