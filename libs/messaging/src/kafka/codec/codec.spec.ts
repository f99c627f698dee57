import { describe, expect, it } from '@jest/globals';
import type { Message } from 'kafkajs';
import { createRequire } from 'node:module';
import { toReceived } from '../received.js';
import { fetchRequest } from './fetch-request.js';
import { fetchResponse } from './fetch-response.js';
import { produceRequest } from './produce-request.js';
import { NotOurs } from './record-batch-reader.js';

/** kafkajs's own code is the reference: a new version of kafkajs must be looked at again when this fails. */
const internal = createRequire(import.meta.url);
type Reference = (options: object) => { encode(): Promise<{ readonly buffer: Buffer }> };
const referenceProduce = internal('kafkajs/src/protocol/requests/produce/v7/request') as Reference;
const referenceFetch = internal('kafkajs/src/protocol/requests/fetch/v11/request') as Reference;
const referenceResponse = internal('kafkajs/src/protocol/requests/fetch/v11/response') as {
  decode(payload: Buffer): Promise<object>;
};
const bytesOf = async (reference: Reference, options: object): Promise<Buffer> =>
  (await reference(options).encode()).buffer;

const NOW = 1_800_000_000_000;
const record = (value: string | Buffer | null, headers: Message['headers'] = {}): Message => ({
  key: 'o-1',
  value,
  headers,
  timestamp: String(NOW),
});
const messages: Record<string, Message[]> = {
  'a text': [record('{"orderId":"o-1"}')],
  headers: [record('{}', { ce_id: '0198', ce_type: 'orders.placed', traceparent: '00-aa-bb-01' })],
  'no value, no key, an empty header': [{ key: null, value: null, headers: { empty: '' }, timestamp: String(NOW) }],
  'texts beyond ASCII': [record('{"name":"Jürgen 🙂 東京"}', { name: 'Zoë', ключ: 'значение' })],
  'bytes that are no text': [record(Buffer.from([0xff, 0xfe, 0, 1]), { raw: Buffer.from([0xc3, 0x28]) })],
  'a repeated header': [record('{}', { tag: ['one', 'two', Buffer.from('three')] })],
  'lengths about the limits of a varint': [1, 62, 63, 64, 65, 8_000, 8_190, 8_191, 8_192, 8_193, 70_000].map((length) =>
    record('x'.repeat(length), { h: 'y'.repeat(length % 300) }),
  ),
  'many records': Array.from({ length: 300 }, (_, at) => record(`{"n":${at}}`, { n: String(at) })),
  'several times': [
    record('{}'),
    { ...record('{}'), timestamp: String(NOW + 5_000) },
    { ...record('{}'), timestamp: String(NOW + 90 * 86_400_000) },
  ],
};
const requestOf = (list: readonly Message[]) => ({
  acks: -1,
  timeout: 30_000,
  topicData: [
    {
      topic: 'orders.events',
      partitions: [
        { partition: 3, messages: [...list] },
        { partition: 5, messages: list.slice(0, 1) },
      ],
    },
    { topic: 'ä.commands', partitions: [{ partition: 0, messages: [...list] }] },
  ],
});

describe('a produce request', () => {
  it.each(Object.entries(messages))('has the bytes that kafkajs gives it: %s', async (_, list) => {
    expect(produceRequest(requestOf(list), NOW).equals(await bytesOf(referenceProduce, requestOf(list)))).toBe(true);
  });
});

describe('a fetch request', () => {
  it('has the bytes that kafkajs gives it', async () => {
    const options = {
      replicaId: -1,
      maxWaitTime: 300,
      minBytes: 1,
      maxBytes: 10_485_760,
      isolationLevel: 1,
      rackId: '',
      topics: [
        {
          topic: 'orders.events',
          partitions: [
            { partition: 0, fetchOffset: '0', maxBytes: 1_048_576 },
            { partition: 5, fetchOffset: '9007199254740993', maxBytes: 1_048_576 },
          ],
        },
      ],
    };
    expect(fetchRequest(options).equals(await bytesOf(referenceFetch, options))).toBe(true);
  });
});

describe('a fetch response', () => {
  it.each(Object.entries(messages))('tells what kafkajs reads in it: %s', async (_, list) => {
    const payload = responseOf(batchOf(list), batchOf(list.slice(0, 2)));
    const [ours, reference] = [fetchResponse(payload), await referenceResponse.decode(payload)];
    expect(received(ours)).toEqual(received(reference));
    expect(withoutHeaders(ours)).toEqual(withoutHeaders(reference));
  });

  it('leaves out a last batch that is cut off: it comes again whole', async () => {
    const whole = batchOf(messages['many records']!);
    const payload = responseOf(whole, whole.subarray(0, whole.length - 10));
    expect(received(fetchResponse(payload))).toHaveLength(300);
    expect(received(await referenceResponse.decode(payload))).toHaveLength(300);
  });

  it('leaves compressed batches and message sets to kafkajs', () => {
    const compressed = Buffer.from(batchOf(messages['a text']!));
    compressed.writeInt16BE(1, 21);
    const old = Buffer.from(batchOf(messages['a text']!));
    old.writeInt8(1, 16);
    expect(() => fetchResponse(responseOf(compressed))).toThrow(NotOurs);
    expect(() => fetchResponse(responseOf(old))).toThrow(NotOurs);
  });

  it('says so when it ends too early', () => {
    const payload = responseOf(batchOf(messages['a text']!));
    expect(() => fetchResponse(payload.subarray(0, 20))).toThrow(RangeError);
  });
});

/** The record set of a produce request with one partition. */
function batchOf(list: readonly Message[]): Buffer {
  const request = produceRequest(
    { acks: -1, timeout: 1, topicData: [{ topic: 't', partitions: [{ partition: 0, messages: list }] }] },
    NOW,
  );
  return request.subarray(2 + 2 + 4 + 4 + 2 + 1 + 4 + 4 + 4);
}

function responseOf(...batches: readonly Buffer[]): Buffer {
  const set = Buffer.concat(batches);
  const head = Buffer.alloc(10 + 4 + 2 + 1 + 4 + 4 + 2 + 24 + 4 + 16 + 4 + 4);
  let at = head.writeInt32BE(250);
  at = head.writeInt16BE(0, at);
  at = head.writeInt32BE(0, at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(1, at);
  at += head.write('t', at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(4, at);
  at = head.writeInt16BE(0, at);
  at = [77n, 76n, 5n].reduce((next, value) => head.writeBigInt64BE(value, next), at);
  at = head.writeInt32BE(1, at);
  at = [9_001n, 12n].reduce((next, value) => head.writeBigInt64BE(value, next), at);
  at = head.writeInt32BE(-1, at);
  head.writeInt32BE(set.length, at);
  return Buffer.concat([head, set]);
}

type Response = {
  responses: { topicName: string; partitions: { partition: number; messages: Parameters<typeof toReceived>[2][] }[] }[];
};
const received = (response: object) =>
  (response as Response).responses.flatMap(({ topicName, partitions }) =>
    partitions.flatMap(({ partition, messages: list }) =>
      list.map((message) => toReceived(topicName, partition, message)),
    ),
  );
/** Headers are compared as texts, above: kafkajs has them as buffers. */
const withoutHeaders = (response: object): unknown =>
  JSON.parse(JSON.stringify(response, (name, value: unknown) => (name === 'headers' ? undefined : value)));
