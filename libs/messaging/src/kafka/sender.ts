import type { Kafka, Producer } from 'kafkajs';
import { MessageRefused, MissingTopic } from '../errors.js';
import type { WireRecord } from '../message/message.js';
import { untraced } from '../tracing/context.js';
import { asBrokerAway, isRefusal, protocolError } from './failure.js';
import { rememberingPartitioner } from './partitioner.js';
import { byTopic, requestsOf, sizeOf, type Placed } from './requests.js';
import type { KafkaSettings } from './settings.js';

/** A topic found missing is not asked for again for a while: each question costs a second of retries. */
const MISSING_FOR = 10_000;

/**
 * Sends with one request in flight: with more, a request that times out and is repeated
 * overtakes or loses its followers.
 */
export class Sender {
  readonly #producer: Producer;
  readonly #missing = new Map<string, number>();
  #connected = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    kafka: Kafka,
    private readonly settings: KafkaSettings,
  ) {
    this.#producer = kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: rememberingPartitioner,
    });
  }

  send(records: readonly WireRecord[]): Promise<void> {
    const sent = this.#last.then(() => untraced(() => this.#send(records)));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#producer.disconnect();
  }

  async #send(records: readonly WireRecord[]): Promise<void> {
    const placed = records.map((record, at) => ({ record, at, bytes: sizeOf(record) }));
    const refusals = new Map(placed.flatMap((each) => this.#refusedUnsent(each)));
    const sendable = placed.filter(({ at }) => !refusals.has(at));
    try {
      for (const request of requestsOf(sendable, this.settings.requestBytes)) await this.#store(request, refusals);
    } catch (error) {
      throw asBrokerAway(error);
    }
    if (refusals.size > 0) throw refused(records, refusals);
  }

  #refusedUnsent({ record, at, bytes }: Placed): [number, Error][] {
    if (bytes > this.settings.recordBytes)
      return [[at, new Error(`it has ${bytes} bytes, the limit is ${this.settings.recordBytes}`)]];
    return this.#isMissing(record.topic) ? [[at, new MissingTopic(record.topic)]] : [];
  }

  #isMissing(topic: string): boolean {
    return (this.#missing.get(topic) ?? 0) > performance.now();
  }

  /**
   * Halves a refused request until the records that cause it stand alone. What is for a topic that was just found
   * missing is not asked for: made meanwhile, it would take the later records and not the earlier.
   */
  async #store(placed: readonly Placed[], refusals: Map<number, Error>): Promise<void> {
    const request = placed.filter(({ record }) => !this.#isMissing(record.topic));
    for (const { record, at } of placed)
      if (this.#isMissing(record.topic)) refusals.set(at, new MissingTopic(record.topic));
    if (request.length === 0) return;
    try {
      await this.#produce(request);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (request.length === 1) return this.#refuse(request[0]!, error as Error, refusals);
      const half = Math.ceil(request.length / 2);
      await this.#store(request.slice(0, half), refusals);
      await this.#store(request.slice(half), refusals);
    }
  }

  #refuse({ record, at }: Placed, error: Error, refusals: Map<number, Error>): void {
    const isMissing = protocolError(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
    if (isMissing) this.#missing.set(record.topic, performance.now() + MISSING_FOR);
    refusals.set(at, isMissing ? new MissingTopic(record.topic) : error);
  }

  async #produce(request: readonly Placed[]): Promise<void> {
    if (!this.#connected) await this.#producer.connect();
    this.#connected = true;
    await this.#producer.sendBatch({ acks: -1, topicMessages: byTopic(request) });
  }
}

function refused(records: readonly WireRecord[], refusals: ReadonlyMap<number, Error>): MessageRefused {
  const positions = [...refusals.keys()].sort((one, other) => one - other);
  const first = positions[0]!;
  const cause = refusals.get(first)!;
  const more = positions.length === 1 ? '' : ` (and ${positions.length - 1} more)`;
  return new MessageRefused(
    `the broker does not take a record for ${records[first]!.topic}, key ${records[first]!.key}${more}: ${cause.message}`,
    positions,
    { cause, missing: positions.filter((at) => refusals.get(at) instanceof MissingTopic) },
  );
}
