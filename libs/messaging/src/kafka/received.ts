import { isUtf8 } from 'node:buffer';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { ReceivedRecord } from '../message/message.js';
import { isStorableTime } from '../message/storable-time.js';

export const toReceived = (
  topic: string,
  partition: number,
  { offset, key, value, headers, timestamp }: KafkaMessage,
): ReceivedRecord => ({
  topic,
  partition,
  offset,
  key,
  value,
  headers: textHeaders(headers ?? {}),
  timestamp: timeOf(timestamp),
});

/** The broker takes any number for a time; one that could not be stored would stop whoever takes the record. */
function timeOf(timestamp: string): Date {
  const time = new Date(Number(timestamp));
  return isStorableTime(time) ? time : new Date(0);
}

/** Bytes that a record takes in memory, about: the objects around it cost more than a small value does. */
const OBJECTS = 500;

export function recordBytes({ key, value, headers }: ReceivedRecord): number {
  let bytes = OBJECTS + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + headers[name]!.length;
  return bytes;
}

/** Of a repeated header the last value counts, as in other clients; null is the empty text. */
function textHeaders(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, textOf(Array.isArray(value) ? value.at(-1) : value)]),
  );
}

/** Bytes that are not UTF-8 are kept one by one as Latin-1 characters, so that nothing of them is lost. */
function textOf(value: Buffer | string | null | undefined): string {
  if (Buffer.isBuffer(value)) return value.toString(isUtf8(value) ? 'utf8' : 'latin1');
  return value ?? '';
}
