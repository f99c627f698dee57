import type { Facts, Level, Said } from '../facts.js';
import { readLedgers } from './ledgers.js';
import type { Sources } from './sources.js';
import { readOutside, readTables } from './tables.js';
import { readTopics } from './topics.js';

/** Reads all there is; `seeded` was read before the first order. Meaningful once nothing moves any more. */
export async function readFacts(sources: Sources, said: readonly Said[], seeded: readonly Level[]): Promise<Facts> {
  const [tables, outside, records] = await Promise.all([
    readTables(sources),
    readOutside(sources),
    readTopics(sources),
  ]);
  const services = await readLedgers(sources, records);
  return { said, seeded, ...tables, outside, services, records };
}
