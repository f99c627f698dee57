import { MemoryDatabase } from './memory-database.js';
import { parkingCompliance } from '../testing/compliance/parking-compliance.js';
import { complianceLimit, compliancePolicy, complianceUndos } from '../testing/compliance/parking-under-test.js';
import { MemoryParking } from './memory-parking.js';

parkingCompliance('MemoryParking', () => {
  const parking = new MemoryParking({
    limit: complianceLimit,
    policyOf: () => compliancePolicy,
    undone: complianceUndos,
  });
  const database = new MemoryDatabase();
  return { parking, heads: parking, database, close: () => database.close() };
});
