import { ByteReader } from './byte-reader.js';

type HeaderValue = string | Buffer | null;

/** A record in the shape in which kafkajs's own decoder gives it. */
export interface DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, HeaderValue | HeaderValue[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly partitionLeaderEpoch: number;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
}

/** Thrown for what only kafkajs's own decoder can read: compressed batches, message sets of brokers before 0.11. */
export class NotOurs extends Error {}

const MAGIC = 2;
const MAGIC_AT = 16;
const BEFORE_LENGTH_ENDS = 12;
const COMPRESSION = 7;
const LOG_APPEND_TIME = 8;
const TRANSACTIONAL = 16;
const CONTROL = 32;

/** All records of a partition's share of a fetch. Its last batch may be cut off: that one comes again whole. */
export function readRecordBatches(bytes: Buffer): DecodedRecord[] {
  const records: DecodedRecord[] = [];
  for (let rest = bytes; rest.length > MAGIC_AT; ) {
    if (rest[MAGIC_AT] !== MAGIC) throw new NotOurs();
    const end = BEFORE_LENGTH_ENDS + rest.readInt32BE(8);
    if (end > rest.length) break;
    readRecordBatch(new ByteReader(rest.subarray(0, end)), records);
    rest = rest.subarray(end);
  }
  return records;
}

/** https://kafka.apache.org/documentation/#recordbatch */
function readRecordBatch(reader: ByteReader, records: DecodedRecord[]): void {
  const firstOffset = reader.whole();
  reader.int32();
  const partitionLeaderEpoch = reader.int32();
  const magicByte = reader.int8();
  reader.int32();
  const attributes = reader.int16();
  if ((attributes & COMPRESSION) !== 0) throw new NotOurs();
  const lastOffsetDelta = reader.int32();
  const firstTimestamp = reader.whole();
  const maxTimestamp = String(reader.whole());
  const context: BatchContext = {
    firstOffset: String(firstOffset),
    firstTimestamp: String(firstTimestamp),
    partitionLeaderEpoch,
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
    lastOffsetDelta,
    producerId: String(reader.int64()),
    producerEpoch: reader.int16(),
    firstSequence: reader.int32(),
    maxTimestamp,
    timestampType: (attributes & LOG_APPEND_TIME) === 0 ? 0 : 1,
    magicByte,
  };
  for (let left = reader.int32(); left > 0; left -= 1)
    records.push(readRecord(reader, context, firstOffset, firstTimestamp));
}

function readRecord(
  reader: ByteReader,
  batchContext: BatchContext,
  firstOffset: number,
  firstTimestamp: number,
): DecodedRecord {
  reader.varint();
  const attributes = reader.int8();
  const time = firstTimestamp + reader.varint();
  const offset = String(firstOffset + reader.varint());
  return {
    magicByte: MAGIC,
    attributes,
    timestamp: batchContext.timestampType === 1 ? batchContext.maxTimestamp : String(time),
    offset,
    key: reader.varBytes(),
    value: reader.varBytes(),
    headers: readHeaders(reader),
    isControlRecord: batchContext.isControlBatch,
    batchContext,
  };
}

/** A repeated header has the list of its values. */
function readHeaders(reader: ByteReader): DecodedRecord['headers'] {
  const headers: DecodedRecord['headers'] = {};
  for (let left = reader.varint(); left > 0; left -= 1) {
    const name = String(reader.varText());
    const value = reader.varText();
    const held = headers[name];
    headers[name] = held === undefined ? value : Array.isArray(held) ? [...held, value] : [held, value];
  }
  return headers;
}
