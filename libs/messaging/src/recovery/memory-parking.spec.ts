import { MemoryDatabase } from '../memory/memory-database.js';
import { complianceLimit, compliancePolicy, parkingCompliance } from '../testing/compliance/parking-compliance.js';
import { MemoryParking } from './memory-parking.js';

parkingCompliance('MemoryParking', () => {
  const parking = new MemoryParking({ limit: complianceLimit, policyOf: () => compliancePolicy });
  const database = new MemoryDatabase();
  return { parking, heads: parking, database, close: () => database.close() };
});
