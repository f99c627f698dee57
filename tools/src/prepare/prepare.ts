import { EmbeddedPostgres } from '../stack/embedded/postgres.js';
import { databases, services, type ServiceName, type Stack } from '../stack/stack.js';
import { createDatabase, markPrepared, nameOn, stateOfDatabases, type Databases } from './databases.js';
import { fingerprintOf } from './fingerprint.js';
import { migrateService, seedService } from './migrations.js';
import { ensureTopics } from './topics.js';

/** Each migration is a process of its own: two at a time leave the machine usable. */
const atOnce = 2;

/**
 * Brings databases and topics to what this checkout expects. Does nothing, in milliseconds, where that is so already.
 */
export async function prepare(stack: Stack): Promise<void> {
  await Promise.all([prepareDatabases(stack.postgres), ensureTopics(stack.kafka)]);
}

export async function prepareDatabases(postgres: Databases): Promise<void> {
  const outdated = await createMissing(postgres);
  const worker = async () => {
    for (let service = outdated.shift(); service; service = outdated.shift()) await prepareService(postgres, service);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (postgres instanceof EmbeddedPostgres) await postgres.keepAsImage();
}

/**
 * Resolves to the services whose databases are still to be prepared: one that is prepared on
 * the server for no prefix is copied.
 */
async function createMissing(postgres: Databases): Promise<ServiceName[]> {
  const stateOf = await stateOfDatabases(postgres);
  const isPrepared = (service: ServiceName, name: string) => stateOf(name).mark === fingerprintOf(service);
  const missing = databases.filter((database) => !stateOf(nameOn(postgres, database)).exists);
  const copied = services.filter((service) => missing.includes(service) && isPrepared(service, service));
  await Promise.all(copied.map((service) => copyDatabase(postgres, service)));
  // One after the other: CREATE DATABASE copies a template that two cannot copy at once.
  for (const database of missing)
    if (!copied.some((service) => service === database)) await createDatabase(postgres, database);
  return services.filter((service) => !copied.includes(service) && !isPrepared(service, nameOn(postgres, service)));
}

async function copyDatabase(postgres: Databases, service: ServiceName): Promise<void> {
  await createDatabase(postgres, service, service);
  await markPrepared(postgres, service, fingerprintOf(service));
}

/** The messaging library's tables come first: a service's migration may refer to them. */
async function prepareService(postgres: Databases, service: ServiceName): Promise<void> {
  const url = postgres.url(service);
  // Loaded only where something has changed: it brings Prisma along.
  const { migrateMessaging } = await import('@sagaworks/messaging/postgres');
  await migrateMessaging(url);
  await migrateService(service, url);
  await seedService(service, url);
  await markPrepared(postgres, service, fingerprintOf(service));
}
