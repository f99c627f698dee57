import { storeCompliance } from '../testing/compliance/store-compliance.js';
import { MemoryDatabase } from './memory-database.js';
import { memoryMapStore } from './memory-store.js';

storeCompliance('memoryMapStore', () => {
  const store = memoryMapStore<string, { balance: number }>();
  const database = new MemoryDatabase();
  return {
    store,
    database,
    balanceOf: (account) => Promise.resolve(store.rows.get(account)?.balance),
    close: () => database.close(),
  };
});
