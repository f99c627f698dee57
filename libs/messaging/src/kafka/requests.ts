import type { Message, TopicMessages } from 'kafkajs';
import type { WireRecord } from '../message/message.js';

/** A record with its position in the list to send. */
export interface Placed {
  readonly record: WireRecord;
  readonly at: number;
  readonly bytes: number;
}

/**
 * Kafka's own share of a record batch of one: an upper bound, so that a record just within the
 * limit is not refused by the broker.
 */
const OVERHEAD = 100;

export function sizeOf({ key, value, encoding, headers }: WireRecord): number {
  let bytes = OVERHEAD + Buffer.byteLength(key) + (value === null ? 0 : Buffer.byteLength(value, encoding));
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name]!) + 4;
  return bytes;
}

/** In order, each within the limit: the broker holds its limit against a whole batch, not against one record. */
export function requestsOf(records: readonly Placed[], limit: number): Placed[][] {
  const requests: Placed[][] = [];
  let bytes = Infinity;
  for (const placed of records) {
    if (bytes + placed.bytes > limit) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)!.push(placed);
    bytes += placed.bytes;
  }
  return requests;
}

export function byTopic(records: readonly Placed[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { record } of records) {
    const messages = topics.get(record.topic);
    if (messages === undefined) topics.set(record.topic, [messageOf(record)]);
    else messages.push(messageOf(record));
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

const messageOf = ({ key, value, encoding, headers }: WireRecord): Message => ({
  key,
  value: value !== null && encoding === 'base64' ? Buffer.from(value, encoding) : value,
  headers,
});
