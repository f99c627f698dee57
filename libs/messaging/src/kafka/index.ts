export type { ClusterIdentity } from '../message/broker.js';
export { kafkaAdmin, type KafkaAdmin, type Offsets } from './admin.js';
export { kafkaBroker } from './broker.js';
export type { KafkaOptions, KafkaSettings } from './settings.js';
