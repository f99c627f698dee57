import type { ReceivedRecord } from '../../message/message.js';
import type { SequenceRef } from '../ports.js';
import { indexable, storableHeaders } from '../../runtime/storable.js';

/** A record as a JSON value that SQL takes apart; bytes travel as base64. */
export const recordToSql = (record: ReceivedRecord) => ({
  record_partition: record.partition,
  record_offset: record.offset,
  record_time: record.timestamp.toISOString(),
  record_key: record.key?.toString('base64') ?? null,
  record_value: record.value?.toString('base64') ?? null,
  record_headers: storableHeaders(record.headers),
});

/** How `jsonb_to_recordset` reads what `recordToSql` wrote. */
export const RECORD_AS_JSON = `record_partition integer, record_offset bigint, record_time timestamptz, record_key text, record_value text, record_headers jsonb`;
/** The columns of a stored record, and the values for them from `RECORD_AS_JSON`. */
export const RECORD_COLUMNS = 'record_partition, record_offset, record_time, record_key, record_value, record_headers';
export const RECORD_VALUES = `record_partition, record_offset, record_time, decode(record_key, 'base64'), decode(record_value, 'base64'), record_headers`;

export interface StoredRecordRow {
  readonly record_partition: number;
  readonly record_offset: string;
  readonly record_time: Date;
  readonly record_key: Buffer | null;
  readonly record_value: Buffer | null;
  readonly record_headers: Record<string, string>;
}

export const recordFromRow = (topic: string, row: StoredRecordRow): ReceivedRecord => ({
  topic,
  partition: row.record_partition,
  offset: row.record_offset,
  timestamp: row.record_time,
  key: row.record_key,
  value: row.record_value,
  headers: row.record_headers,
});

/** The sequence as its row names it. */
export const storedSequence = ({ topic, key }: SequenceRef): SequenceRef => ({
  topic: indexable(topic),
  key: indexable(key),
});
