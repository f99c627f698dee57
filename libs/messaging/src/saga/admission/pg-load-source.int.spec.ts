import { loadSourceCompliance } from '../../testing/compliance/load-source-compliance.js';
import { throwawayService } from '../../testing/throwaway-service.js';
import { tripSaga } from '../../testing/trip-saga.js';
import { SagaRegistry } from '../saga-registry.js';
import { PgSagaStore } from '../store/pg-saga-store.js';
import { PgLoadSource } from './pg-load-source.js';

loadSourceCompliance('PgLoadSource', async () => {
  const { database, close } = await throwawayService('trips');
  return {
    database,
    store: new PgSagaStore(new SagaRegistry([tripSaga])),
    process: () => new PgLoadSource(database),
    close,
  };
});
