import { PgDatabase } from '../../postgres/index.js';
import { sagaStoreCompliance } from '../../testing/compliance/saga-store-compliance.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { sagaTimeline } from '../read/timeline.js';
import { PgSagaStore } from './pg-saga-store.js';

sagaStoreCompliance('PgSagaStore', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'trips' });
  return {
    database,
    storeFor: (registry) => new PgSagaStore(registry),
    history: (id) => sagaTimeline(database, id),
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
