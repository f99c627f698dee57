import { isUtf8 } from 'node:buffer';
import type { ReceivedRecord, WireRecord } from '../../message/message.js';

/** On the dead letter of a message that this service could not send: its redrive sends it, and handles nothing. */
const UNSENT_HEADER = '__sagaworks.unsent';

export const markUnsent = (headers: Readonly<Record<string, string>>): Record<string, string> => ({
  ...headers,
  [UNSENT_HEADER]: 'true',
});

export const isUnsent = (record: ReceivedRecord): boolean => record.headers[UNSENT_HEADER] !== undefined;

/** The record as it was to be sent. */
export function toSend({ topic, key, value, headers }: ReceivedRecord): WireRecord {
  const { [UNSENT_HEADER]: _, ...own } = headers;
  return { topic, key: key?.toString('utf8') ?? '', headers: own, ...carry(value) };
}

/** As text where the bytes survive being text in PostgreSQL, else in base64. */
export function carry(value: Buffer | null): Pick<WireRecord, 'value' | 'encoding'> {
  if (value === null) return { value: null };
  const isText = isUtf8(value) && !value.includes(0);
  return isText ? { value: value.toString('utf8') } : { value: value.toString('base64'), encoding: 'base64' };
}
