export * from './errors.js';
export { prepare, prepareDatabases } from './prepare/prepare.js';
export { ensureTopics, topics } from './prepare/topics.js';
export { sharedStack, type Servers } from './stack/shared.js';
export { startStack } from './stack/start-stack.js';
export {
  databases,
  defaultPorts,
  services,
  type Death,
  type KafkaPart,
  type Part,
  type PostgresPart,
  type ServiceName,
  type Stack,
  type StackOptions,
  type TracesPart,
} from './stack/stack.js';
export { waitFor } from './process/wait.js';
export { startServices, type Services } from './services/start-services.js';
export type { ServicePart } from './services/service-part.js';
export type { AppName, ServicesOptions } from './services/options.js';
