import { SagaRegistry } from '../saga/saga-registry.js';
import { loadSourceCompliance } from '../testing/compliance/load-source-compliance.js';
import { tripSaga } from '../testing/trip-saga.js';
import { directLink } from './link.js';
import { MemoryDatabase } from './memory-database.js';
import { CompletionRows, MemoryLoadSource } from './memory-load-source.js';
import { MemorySagaStore } from './memory-saga-store.js';
import { SagaRows } from './saga-table.js';

loadSourceCompliance('MemoryLoadSource', () => {
  const [sagas, completions] = [new SagaRows(), new CompletionRows()];
  return Promise.resolve({
    database: new MemoryDatabase(),
    store: new MemorySagaStore(new SagaRegistry([tripSaga]), sagas),
    process: () => new MemoryLoadSource(completions, sagas, directLink),
    close: () => Promise.resolve(),
  });
});
