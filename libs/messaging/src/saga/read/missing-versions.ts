import type { Database } from '../../runtime/database.js';
import type { SagaRegistry } from '../saga-registry.js';

const LIVE = `SELECT DISTINCT saga, version FROM messaging.saga_instance WHERE status IN ('running', 'compensating', 'needs-operator')`;

/**
 * Versions, as `name@version`, that live instances need and this process lacks: until there are none it is not ready.
 */
export async function missingVersions(database: Database, registry: SagaRegistry): Promise<string[]> {
  const live = await database.query<{ saga: string; version: number }>(LIVE);
  return live
    .filter(({ saga, version }) => !registry.has(saga, version))
    .map(({ saga, version }) => `${saga}@${version}`);
}
