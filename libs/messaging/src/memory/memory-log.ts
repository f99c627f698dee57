import type { ReceivedRecord, WireRecord } from '../message/message.js';

/** The partitions of one topic. */
export class MemoryTopic {
  readonly partitions: readonly ReceivedRecord[][];

  constructor(
    readonly name: string,
    partitions: number,
  ) {
    this.partitions = Array.from({ length: partitions }, () => []);
  }

  append({ key, value, encoding, headers }: WireRecord, timestamp: Date): void {
    const partition = memoryPartitionOf(key, this.partitions.length);
    const log = this.partitions[partition]!;
    log.push({
      topic: this.name,
      partition,
      offset: String(log.length),
      timestamp,
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(value, encoding),
      headers,
    });
  }
}

/** Where a key's records go in a topic of so many partitions. */
export const memoryPartitionOf = (key: string, partitions: number): number => hash(key) % partitions;

/** FNV-1a: the same key goes to the same partition, on every run. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(key)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
