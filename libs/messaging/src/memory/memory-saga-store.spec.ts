import { MemoryDatabase } from './memory-database.js';
import { sagaStoreCompliance } from '../testing/compliance/saga-store-compliance.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import { MemorySagaStore } from './memory-saga-store.js';
import { SagaRows } from './saga-table.js';

sagaStoreCompliance('MemorySagaStore', () => {
  const rows = new SagaRows();
  return Promise.resolve({
    database: new MemoryDatabase(),
    storeFor: (registry: SagaRegistry) => new MemorySagaStore(registry, rows),
    history: (id) => Promise.resolve((rows.committed.get(id)?.transitions ?? []).flatMap(({ lines }) => lines)),
    close: () => Promise.resolve(),
  });
});
