import { prepareDatabases, startStack } from '@sagaworks/tools';

/**
 * One Kafka and one PostgreSQL for all specs that do not kill them; each makes databases, topics and groups of its own
 * in them. Databases that are prepared once are copied by every system of an end-to-end spec.
 */
export default async function start() {
  if (globalThis.sagaworksStack !== undefined || process.env.TEST_DATABASE_URL !== undefined) return;
  const stack = await startStack({ name: `specs-${process.pid}`, defaultPorts: false, traces: false, throwaway: true });
  globalThis.sagaworksStack = stack;
  await prepareDatabases(stack.postgres);
  process.env.TEST_DATABASE_URL = stack.postgres.url('postgres');
  process.env.TEST_KAFKA = stack.kafka.url;
}
