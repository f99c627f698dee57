import { createRequire } from 'node:module';
import type { Kafka } from 'kafkajs';
import type { ClusterIdentity } from '../message/broker.js';
import { FlexibleReader } from './flexible-reader.js';

// kafkajs speaks Metadata up to version 6; topic ids came with 10. This is version 12, sent over kafkajs's own
// connection, so that TLS and SASL are as configured. https://kafka.apache.org/protocol.html#The_Messages_Metadata
const METADATA = { apiKey: 3, apiVersion: 12, apiName: 'Metadata' };

interface Request {
  readonly request: typeof METADATA & { encode(): Promise<object> };
  readonly response: { decode(payload: Buffer): Promise<object>; parse(decoded: object): Promise<ClusterIdentity> };
}
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<{ readonly connectionPool: { send(request: Request): Promise<ClusterIdentity> } }>;
}

const internal = createRequire(import.meta.url);

export async function topicIds(kafka: Kafka, topics?: readonly string[]): Promise<ClusterIdentity> {
  const cluster = clusterOf(kafka);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const broker = await cluster.findControllerBroker();
    return await broker.connectionPool.send({
      request: { ...METADATA, encode: () => Promise.resolve(encoded(topics)) },
      response: {
        decode: (payload) => Promise.resolve(identityIn(payload)),
        parse: (decoded) => Promise.resolve(decoded as ClusterIdentity),
      },
    });
  } finally {
    await cluster.disconnect();
  }
}

function clusterOf(kafka: Kafka): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )!;
  return (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create]!({
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
  });
}

/**
 * The first byte ends the flexible request header that kafkajs begins; a list of length 0 is
 * none, which asks for all topics.
 */
function encoded(topics: readonly string[] | undefined): object {
  const names = (topics ?? []).map((topic) => {
    const name = Buffer.from(topic);
    return Buffer.concat([Buffer.alloc(16), varint(name.length + 1), name, Buffer.of(0)]);
  });
  const body = Buffer.concat([
    Buffer.of(0),
    varint(topics === undefined ? 0 : topics.length + 1),
    ...names,
    Buffer.of(0, 0, 0),
  ]);
  const Encoder = internal('kafkajs/src/protocol/encoder') as new () => { writeBufferInternal(buffer: Buffer): object };
  const encoder = new Encoder();
  encoder.writeBufferInternal(body);
  return encoder;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.of(...bytes, value);
}

function identityIn(payload: Buffer): ClusterIdentity {
  const reader = new FlexibleReader(payload);
  reader.tags();
  reader.skip(4);
  reader.list(() => {
    reader.skip(4);
    reader.text();
    reader.skip(4);
    reader.text();
    reader.tags();
  });
  const clusterId = reader.text() ?? '';
  reader.skip(4);
  const found = reader.list(() => topicIn(reader)).filter(({ error }) => error === 0);
  return { clusterId, topicIds: new Map(found.map(({ name, id }) => [name, id])) };
}

function topicIn(reader: FlexibleReader): { error: number; name: string; id: string } {
  const error = reader.int16();
  const name = reader.text() ?? '';
  const id = reader.bytes(16).toString('hex');
  reader.skip(1);
  reader.list(() => {
    reader.skip(14);
    for (const _replicas of ['all', 'in sync', 'offline']) reader.list(() => reader.skip(4));
    reader.tags();
  });
  reader.skip(4);
  reader.tags();
  return { error, name, id };
}
