import { createRequire } from 'node:module';
import { fetchRequest, type FetchRequest } from './fetch-request.js';
import { fetchResponse, type FetchResponse } from './fetch-response.js';
import { produceRequest, type ProduceRequest } from './produce-request.js';
import { NotOurs } from './record-batch-reader.js';

interface Produce extends ProduceRequest {
  readonly transactionalId?: string | null;
  readonly producerId?: unknown;
  readonly compression?: number;
}

interface Protocol {
  readonly request: { encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }> };
  readonly response: { decode(payload: Buffer): Promise<FetchResponse> };
}

interface Definition<Options> {
  protocol: ((version: { readonly version: number | string }) => (options: Options) => Protocol) & { ours?: true };
}

const internal = createRequire(import.meta.url);

/** Of these versions the layout is known here; kafkajs 2.2.4 has no later ones. */
const PRODUCE = [3, 4, 5, 6, 7];
const FETCH = [11];

/**
 * Gives kafkajs 2.2.4 our encoding of produce requests and decoding of fetch responses. Its own allocates
 * half a kilobyte for each header of each record and copies a record's headers once for each of them: a
 * third of the CPU of a busy service. Whatever ours does not know (compression, transactions, other
 * versions) goes through kafkajs's own as before.
 */
export function useCodec(): void {
  wrap(internal('kafkajs/src/protocol/requests/produce') as Definition<Produce>, PRODUCE, withOurProduce);
  wrap(internal('kafkajs/src/protocol/requests/fetch') as Definition<FetchRequest>, FETCH, withOurFetch);
}

function wrap<Options>(
  definition: Definition<Options>,
  versions: readonly number[],
  ours: (original: (options: Options) => Protocol) => (options: Options) => Protocol,
): void {
  if (definition.protocol.ours) return;
  const { protocol } = definition;
  const known = new Map(versions.map((version) => [version, ours(protocol({ version }))]));
  definition.protocol = Object.assign(
    ({ version }: { readonly version: number | string }) => known.get(Number(version)) ?? protocol({ version }),
    { ours: true as const },
  );
}

function withOurProduce(original: (options: Produce) => Protocol): (options: Produce) => Protocol {
  const byAcks = remembering(
    (options: Produce) => original({ ...options, topicData: [] }),
    ({ acks }) => acks,
  );
  return (options) => {
    const plain = !options.transactionalId && !options.compression && String(options.producerId ?? -1) === '-1';
    return plain ? withBody(byAcks(options), () => produceRequest(options, Date.now())) : original(options);
  };
}

function withOurFetch(original: (options: FetchRequest) => Protocol): (options: FetchRequest) => Protocol {
  const byWait = remembering(
    (options: FetchRequest) => original({ ...options, topics: [] }),
    ({ maxWaitTime }) => maxWaitTime,
  );
  return (options) => {
    const protocol = byWait(options);
    const { response } = protocol;
    return {
      ...withBody(protocol, () => fetchRequest(options)),
      response: { ...response, decode: (payload) => decoded(payload, () => response.decode(payload)) },
    };
  };
}

/** All of a request but its body is the same for the same key; kafkajs loads two modules anew for each request. */
function remembering<Options>(
  original: (options: Options) => Protocol,
  keyOf: (options: Options) => number,
): (options: Options) => Protocol {
  const known = new Map<number, Protocol>();
  return (options) => {
    const key = keyOf(options);
    const protocol = known.get(key) ?? original(options);
    known.set(key, protocol);
    return protocol;
  };
}

/** The body as kafkajs takes it: with as much of its Encoder as it asks for. */
const withBody = (protocol: Protocol, body: () => Buffer): Protocol => ({
  ...protocol,
  request: { ...protocol.request, encode: () => encoded(body) },
});

async function encoded(body: () => Buffer): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }> {
  const buffer = body();
  return { buf: buffer, buffer };
}

async function decoded(payload: Buffer, byKafkajs: () => Promise<FetchResponse>): Promise<FetchResponse> {
  try {
    return fetchResponse(payload);
  } catch (error) {
    if (error instanceof NotOurs) return byKafkajs();
    throw error;
  }
}
