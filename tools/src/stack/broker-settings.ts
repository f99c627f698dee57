/** Of a broker for one machine, wherever it runs: small, and back soon after a kill. */
export const brokerSettings: Readonly<Record<string, string | number | boolean>> = {
  // A misspelt topic is an error, not a new topic.
  'auto.create.topics.enable': false,
  'num.partitions': 1,
  'default.replication.factor': 1,
  'min.insync.replicas': 1,
  // One partition each: recovery after a kill walks through every partition folder.
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,

  // A sender may send more than a service takes (1 MB): that is dead-lettered where it is read, with its reason.
  'message.max.bytes': 4_194_304,

  'num.network.threads': 2,
  'num.io.threads': 2,
  'num.recovery.threads.per.data.dir': 1,
  'background.threads': 2,
  'log.cleaner.threads': 1,
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'log.segment.bytes': 67_108_864,
  'log.retention.bytes': 268_435_456,
  // Preallocated for each partition; the default of 10 MB is for large segments.
  'log.index.size.max.bytes': 1_048_576,

  // After a kill the broker waits until its own old registration has expired: 3.9 s instead of 10.8 s.
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 1000,
  // Lets a consumer choose a short session, so that the partitions of a killed one move soon.
  'group.min.session.timeout.ms': 1000,
  'group.initial.rebalance.delay.ms': 0,
};
