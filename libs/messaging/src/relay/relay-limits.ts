import type { WireRecord } from '../message/message.js';

/** A hung leader is replaced within the two together: below 5 s. */
export const LEASE_LASTS_MS = 3_000;
export const LEASE_TICK_MS = 1_000;
/**
 * Rows of one read; a row holds what one transaction sent. Behind an old snapshot each read passes the marks of the
 * last seconds: few reads, then.
 */
export const READ_ROWS = 512;
/** Bytes of one read: the row with which they are reached is its last. */
export const READ_BYTES = 4_000_000;

export interface SendLimits {
  /** Records in one send. @default 1000 */
  readonly records: number;
  /** Bytes in one send, about; one record alone may have more. @default 1_000_000 */
  readonly bytes: number;
}
export const defaultSendLimits: SendLimits = { records: 1_000, bytes: 1_000_000 };

/** Characters as bytes, and a round figure for the headers: a limit, not an account. */
export const bytesOf = ({ key, value }: WireRecord): number => key.length + (value?.length ?? 0) + 600;

/** How many of the items, from the first on, fit one send; at least one. */
export function fitting<Item>(
  items: Iterable<Item>,
  recordsOf: (item: Item) => readonly WireRecord[],
  limits: SendLimits,
): Item[] {
  const fit: Item[] = [];
  let count = 0;
  let bytes = 0;
  for (const item of items) {
    const records = recordsOf(item);
    count += records.length;
    for (const record of records) bytes += bytesOf(record);
    if (fit.length > 0 && (count > limits.records || bytes > limits.bytes)) break;
    fit.push(item);
  }
  return fit;
}
