export { kafkaAdmin, type ClusterIdentity, type KafkaAdmin, type Offsets } from './admin.js';
export { kafkaBroker } from './broker.js';
export type { KafkaOptions, KafkaSettings } from './settings.js';
