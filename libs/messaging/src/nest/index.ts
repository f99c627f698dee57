export { MessagingModule } from './messaging/messaging.module.js';
export type { MessagingModuleOptions } from './messaging/options.js';
export { DATABASE, SAGA_STORE } from './messaging/tokens.js';
export { KafkaBatchStrategy } from './messaging/kafka-batch-strategy.js';
export { messagingSettings } from './settings.js';
