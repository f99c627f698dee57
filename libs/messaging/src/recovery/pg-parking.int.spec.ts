import { PgDatabase } from '../postgres/database.js';
import { complianceLimit, compliancePolicy, parkingCompliance } from '../testing/compliance/parking-compliance.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { PgParkedHeads } from './pg-parked-heads.js';
import { PgParking } from './pg-parking.js';

parkingCompliance('PgParking', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'parking' });
  return {
    parking: new PgParking({ limit: complianceLimit, policyOf: () => compliancePolicy }),
    heads: new PgParkedHeads(database, complianceLimit),
    database,
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
