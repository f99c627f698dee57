import { dueSagasCompliance } from '../testing/compliance/due-sagas-compliance.js';
import { directLink } from './link.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryDueSagas } from './memory-due-sagas.js';
import { MemorySagaStore } from './memory-saga-store.js';
import { SagaRows } from './saga-table.js';

dueSagasCompliance('MemoryDueSagas', () => {
  const rows = new SagaRows();
  return Promise.resolve({
    database: new MemoryDatabase(),
    storeFor: (registry) => new MemorySagaStore(registry, rows),
    dueSagasFor: (registry) => new MemoryDueSagas(rows, registry, directLink),
    close: () => Promise.resolve(),
  });
});
