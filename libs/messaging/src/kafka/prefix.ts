import type { Broker } from '../message/broker.js';
import type { KafkaAdmin } from './admin-port.js';

/**
 * A broker that several systems share, as one of them sees it: topics and groups bear its prefix there, and nowhere
 * else. Rows, logs, spans and `/ops` name a topic as its contract does.
 */
export function prefixedBroker(broker: Broker, prefix: string): Broker {
  if (prefix === '') return broker;
  const { there, here } = naming(prefix);
  const backHere = <Placed extends { readonly topic: string }>(placed: Placed): Placed => ({
    ...placed,
    topic: here(placed.topic),
  });
  return {
    send: (records) => broker.send(records.map((record) => ({ ...record, topic: there(record.topic) }))),
    subscribe: async ({ group, topics, onRecords }) => {
      const subscription = await broker.subscribe({
        group: there(group),
        topics: topics.map(there),
        onRecords: (records) => onRecords(records.map(backHere)),
      });
      return {
        pause: () => subscription.pause(),
        resume: () => subscription.resume(),
        healthy: () => subscription.healthy(),
        silentFor: () => subscription.silentFor(),
        blocked: () => subscription.blocked().map(backHere),
        oldest: () => subscription.oldest().map(backHere),
        skipped: () => subscription.skipped().map(backHere),
        roomFreed: () => subscription.roomFreed(),
        stop: () => subscription.stop(),
      };
    },
    get disconnects() {
      return broker.disconnects ?? 0;
    },
    close: () => broker.close(),
  };
}

/** The same for its administration. "All topics" are those of this system: it leaves those of others alone. */
export function prefixedAdmin(admin: KafkaAdmin, prefix: string): KafkaAdmin {
  if (prefix === '') return admin;
  const { there, here } = naming(prefix);
  const back = <Value>(byTopic: ReadonlyMap<string, Value>) =>
    new Map([...byTopic].filter(([topic]) => topic.startsWith(prefix)).map(([topic, value]) => [here(topic), value]));
  return {
    nameOf: there,
    partitionOf: (key, partitions) => admin.partitionOf(key, partitions),
    ensureTopics: (topics, options) => admin.ensureTopics(topics.map(there), options),
    deleteTopics: (topics) => admin.deleteTopics(topics.map(there)),
    endOffsets: async (topics) => back(await admin.endOffsets(topics.map(there))),
    committed: async (group, topics) => back(await admin.committed(there(group), topics.map(there))),
    identity: async (topics) => {
      const { clusterId, topicIds } = await admin.identity(topics?.map(there));
      return { clusterId, topicIds: back(topicIds) };
    },
    [Symbol.asyncDispose]: () => admin[Symbol.asyncDispose](),
  };
}

const naming = (prefix: string) => ({
  there: (name: string) => `${prefix}${name}`,
  here: (name: string) => name.slice(prefix.length),
});
