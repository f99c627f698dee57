import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.js';
import { writeRecordBatch } from './record-batch-writer.js';

export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

/** About what a record of ours has, so that the buffer rarely has to grow. */
const BYTES_A_RECORD = 1_500;

/** The body of a produce request, version 3 to 7. https://kafka.apache.org/protocol#The_Messages_Produce */
export function produceRequest({ acks, timeout, topicData }: ProduceRequest, now: number): Buffer {
  const count = topicData.reduce(
    (sum, { partitions }) => partitions.reduce((records, { messages }) => records + messages.length, sum),
    0,
  );
  const writer = new ByteWriter(200 + count * BYTES_A_RECORD);
  writer.string(null);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const { partition, messages } of partitions) {
      writer.int32(partition);
      const size = writer.skip(4);
      writeRecordBatch(writer, messages, now);
      writer.int32At(size, writer.length - size - 4);
    }
  }
  return writer.bytes();
}
