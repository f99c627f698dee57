import { sagaStoreCompliance } from '../../testing/compliance/saga-store-compliance.js';
import { throwawayService } from '../../testing/throwaway-service.js';
import { sagaTimeline } from '../read/timeline.js';
import { PgSagaStore } from './pg-saga-store.js';

sagaStoreCompliance('PgSagaStore', async () => {
  const { database, close } = await throwawayService('trips');
  return {
    database,
    storeFor: (registry) => new PgSagaStore(registry),
    history: (id) => sagaTimeline(database, id),
    close,
  };
});
