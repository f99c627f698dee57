import type { Message } from 'kafkajs';
import type { ByteWriter } from './byte-writer.js';
import { crc32c } from './crc32c.js';

const MAGIC = 2;
const NO_PRODUCER = -1n;
/** The checksum is over all behind it, beginning with the attributes. */
const CHECKSUM_BYTES = 4;

/**
 * A record batch of format 2, neither compressed nor of an idempotent producer: one pass into one buffer.
 * https://kafka.apache.org/documentation/#recordbatch
 */
export function writeRecordBatch(writer: ByteWriter, messages: readonly Message[], now: number): void {
  const times = messages.map(({ timestamp }) => (timestamp === undefined ? now : Number(timestamp)));
  const base = times.reduce((least, time) => Math.min(least, time), Infinity);
  writer.int64(0n);
  const length = writer.skip(4);
  writer.int32(0);
  writer.int8(MAGIC);
  const checksum = writer.skip(4);
  writer.int16(0);
  writer.int32(messages.length - 1);
  writer.int64(BigInt(base));
  writer.int64(BigInt(times.reduce((most, time) => Math.max(most, time), base)));
  writer.int64(NO_PRODUCER);
  writer.int16(0);
  writer.int32(0);
  writer.int32(messages.length);
  messages.forEach((message, at) => writeRecord(writer, message, at, times[at]! - base));
  writer.int32At(length, writer.length - length - 4);
  writer.uint32At(checksum, crc32c(writer.bytes(checksum + CHECKSUM_BYTES)));
}

function writeRecord(
  writer: ByteWriter,
  { key, value, headers = {} }: Message,
  offsetDelta: number,
  timestampDelta: number,
): void {
  const start = writer.begin();
  writer.int8(0);
  writer.varint(timestampDelta);
  writer.varint(offsetDelta);
  writer.varBytes(key ?? null);
  writer.varBytes(value);
  const names = Object.keys(headers);
  writer.varint(names.reduce((count, name) => count + (Array.isArray(headers[name]) ? headers[name].length : 1), 0));
  for (const name of names) {
    const held = headers[name];
    for (const one of Array.isArray(held) ? held : [held]) {
      writer.varBytes(name);
      writer.varBytes(one ?? null);
    }
  }
  writer.end(start);
}
