import { ByteWriter } from './byte-writer.js';

export interface FetchRequest {
  readonly replicaId?: number;
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel?: number;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly FetchedFrom[] }[];
  readonly rackId?: string;
}

interface FetchedFrom {
  readonly partition: number;
  readonly fetchOffset: string;
  readonly maxBytes: number;
}

const READ_COMMITTED = 1;
const BYTES_A_PARTITION = 28;

/**
 * The body of a fetch request, version 11, without a fetch session.
 * https://kafka.apache.org/protocol#The_Messages_Fetch
 */
export function fetchRequest({
  replicaId = -1,
  maxWaitTime,
  minBytes,
  maxBytes,
  isolationLevel = READ_COMMITTED,
  topics,
  rackId = '',
}: FetchRequest): Buffer {
  const writer = new ByteWriter(
    topics.reduce((bytes, { topic, partitions }) => bytes + topic.length + partitions.length * BYTES_A_PARTITION, 100),
  );
  for (const value of [replicaId, maxWaitTime, minBytes, maxBytes]) writer.int32(value);
  writer.int8(isolationLevel);
  writer.int32(0);
  writer.int32(-1);
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const from of partitions) {
      writer.int32(from.partition);
      writer.int32(-1);
      writer.int64(BigInt(from.fetchOffset));
      writer.int64(-1n);
      writer.int32(from.maxBytes);
    }
  }
  writer.int32(0);
  writer.string(rackId);
  return writer.bytes();
}
