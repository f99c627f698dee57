import { PgDatabase } from '../../postgres/database.js';
import { parkingCompliance } from '../../testing/compliance/parking-compliance.js';
import { complianceLimit, compliancePolicy, complianceUndos } from '../../testing/compliance/parking-under-test.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { PgParkedHeads } from './pg-parked-heads.js';
import { PgParking } from './pg-parking.js';

parkingCompliance('PgParking', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'parking' });
  return {
    parking: new PgParking({ limit: complianceLimit, policyOf: () => compliancePolicy, undone: complianceUndos }),
    heads: new PgParkedHeads(database, complianceLimit, complianceUndos),
    database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
