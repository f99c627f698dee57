import { randomUUID } from 'node:crypto';
import { MemoryBroker } from '../../memory/memory-broker.js';
import type { Broker, Cluster, ClusterIdentity, Subscription, SubscriptionOptions } from '../../message/broker.js';
import type { ReceivedRecord, WireRecord } from '../../message/message.js';

/** A broker whose data can be lost, as a disk is: behind the same address there is another one then. */
export class ReplaceableBroker implements Broker, Cluster {
  #inner = new MemoryBroker({ topics: [], partitions: 1 });
  #clusterId = randomUUID();
  #topicIds = new Map<string, string>();
  disconnects = 0;
  /** How often it will refuse to make topics. */
  refusals = 0;

  constructor(topics: readonly string[]) {
    this.#create(topics);
  }

  /** All that was sent is gone, the topics too. `sameName`: as a cluster with a fixed id does. */
  wipe({ sameName = false } = {}): void {
    this.#inner = new MemoryBroker({ topics: [], partitions: 1 });
    this.#topicIds = new Map();
    if (!sameName) this.#clusterId = randomUUID();
    this.disconnects += 1;
  }

  /** Deletes a topic and makes it anew; no connection notices. */
  remake(topic: string): void {
    const kept = [...this.#topicIds.keys()]
      .filter((each) => each !== topic)
      .map((each) => [each, this.records(each)] as const);
    this.#inner = new MemoryBroker({ topics: [...this.#topicIds.keys()], partitions: 1 });
    for (const [name, records] of kept)
      void this.#inner.send(
        records.map(({ key, value, headers }) => ({
          topic: name,
          key: key!.toString(),
          value: value!.toString(),
          headers: headers as Record<string, string>,
        })),
      );
    this.#topicIds.set(topic, randomUUID());
  }

  send(records: readonly WireRecord[]): Promise<void> {
    return this.#inner.send(records);
  }

  subscribe(options: SubscriptionOptions): Promise<Subscription> {
    return this.#inner.subscribe(options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  identity(): Promise<ClusterIdentity> {
    return Promise.resolve({ clusterId: this.#clusterId, topicIds: new Map(this.#topicIds) });
  }

  ensureTopics(topics: readonly string[]): Promise<void> {
    if (this.refusals > 0) {
      this.refusals -= 1;
      return Promise.reject(new Error('no controller yet'));
    }
    this.#create(topics.filter((topic) => !this.#topicIds.has(topic)));
    return Promise.resolve();
  }

  records(topic: string): readonly ReceivedRecord[] {
    return this.#topicIds.has(topic) ? this.#inner.records(topic).flat() : [];
  }

  #create(topics: readonly string[]): void {
    this.#inner.create(topics);
    for (const topic of topics) this.#topicIds.set(topic, randomUUID());
  }
}
