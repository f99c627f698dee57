export { MemoryBroker, type MemoryBrokerOptions } from './memory-broker.js';
export { MemoryDatabase } from './memory-database.js';
export { MemoryInbox } from './memory-inbox.js';
export { MemoryIntents } from './memory-intents.js';
export { MemoryOutbox } from './memory-outbox.js';
export { memoryMapStore, memoryStore, type MemoryStore, type MemoryStoreShape } from './memory-store.js';
export { MemoryDeadLetters } from '../recovery/memory-dead-letters.js';
export { MemoryParking } from '../recovery/memory-parking.js';
