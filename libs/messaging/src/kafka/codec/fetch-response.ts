import { ByteReader } from './byte-reader.js';
import { readRecordBatches, type DecodedRecord } from './record-batch-reader.js';

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly preferredReadReplica: number;
  readonly messages: readonly DecodedRecord[];
}

export interface FetchResponse {
  readonly throttleTime: number;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
}

/**
 * A fetch response of version 11, as kafkajs's own decoder gives it. Throws `NotOurs` for
 * records that only that one reads.
 */
export function fetchResponse(payload: Buffer): FetchResponse {
  const reader = new ByteReader(payload);
  const [clientSideThrottleTime, errorCode, sessionId] = [reader.int32(), reader.int16(), reader.int32()];
  const responses = list(reader, () => ({
    topicName: reader.string(),
    partitions: list(reader, () => readPartition(reader)),
  }));
  // The broker asks the client to wait; it has not waited itself.
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function readPartition(reader: ByteReader): FetchedPartition {
  return {
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: String(reader.whole()),
    lastStableOffset: String(reader.whole()),
    lastStartOffset: String(reader.whole()),
    abortedTransactions: list(reader, () => ({
      producerId: String(reader.int64()),
      firstOffset: String(reader.whole()),
    })),
    preferredReadReplica: reader.int32(),
    messages: readRecordBatches(reader.bytes(Math.max(0, reader.int32()))),
  };
}

/** Length as int32; -1 for none. */
function list<T>(reader: ByteReader, read: () => T): T[] {
  const items: T[] = [];
  for (let left = reader.int32(); left > 0; left -= 1) items.push(read());
  return items;
}
