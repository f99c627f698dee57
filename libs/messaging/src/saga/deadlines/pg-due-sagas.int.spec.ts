import { dueSagasCompliance } from '../../testing/compliance/due-sagas-compliance.js';
import { throwawayService } from '../../testing/throwaway-service.js';
import { PgSagaStore } from '../store/pg-saga-store.js';
import { PgDueSagas } from './pg-due-sagas.js';

dueSagasCompliance('PgDueSagas', async () => {
  const { database, close } = await throwawayService('trips');
  return {
    database,
    storeFor: (registry) => new PgSagaStore(registry),
    dueSagasFor: (registry) => new PgDueSagas(database, registry),
    close,
  };
});
