import { EmbeddedPostgres } from '../stack/embedded/postgres.js';
import { databases, services, type ServiceName, type Stack } from '../stack/stack.js';
import { createDatabase, markPrepared, stateOfDatabases, type Databases } from './databases.js';
import { fingerprintOf } from './fingerprint.js';
import { migrateService, seedService } from './migrations.js';
import { ensureTopics } from './topics.js';

/** Each migration is a process of its own: two at a time leave the machine usable. */
const atOnce = 2;

/** Brings databases and topics to what this checkout expects. Does nothing, in milliseconds, where that is so already. */
export async function prepare(stack: Stack): Promise<void> {
  await Promise.all([prepareDatabases(stack.postgres), ensureTopics(stack.kafka.url)]);
}

export async function prepareDatabases(postgres: Databases): Promise<void> {
  const stateOf = await stateOfDatabases(postgres);
  // One after the other: CREATE DATABASE copies a template that two cannot copy at once.
  for (const name of databases) if (!stateOf(name).exists) await createDatabase(postgres, name);
  const outdated = services.filter((service) => stateOf(service).mark !== fingerprintOf(service));
  const queue = [...outdated];
  const worker = async () => {
    for (let service = queue.shift(); service; service = queue.shift()) await prepareService(postgres, service);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (postgres instanceof EmbeddedPostgres) await postgres.keepAsImage();
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
