export type { ClusterIdentity } from '../message/broker.js';
export { kafkaAdmin } from './admin.js';
export { type KafkaAdmin } from './admin-port.js';
export { type Offsets } from '../message/broker.js';
export { kafkaBroker } from './broker.js';
export type { KafkaOptions, KafkaSettings } from './settings.js';
