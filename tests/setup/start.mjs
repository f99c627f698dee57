import { startStack } from '@sagaworks/tools';

/** One Kafka and one PostgreSQL for all integration specs; each makes databases, topics and groups of its own in them. */
export default async function start() {
  if (globalThis.sagaworksStack !== undefined || process.env.TEST_DATABASE_URL !== undefined) return;
  const stack = await startStack({ name: `specs-${process.pid}`, defaultPorts: false, traces: false, throwaway: true });
  globalThis.sagaworksStack = stack;
  process.env.TEST_DATABASE_URL = stack.postgres.url('postgres');
  process.env.TEST_KAFKA = stack.kafka.url;
}
