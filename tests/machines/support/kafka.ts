import { Kafka, logLevel, type Admin, type Message } from 'kafkajs';
import type { System } from './system.js';

/** A client that knows nothing of the services, as another tool's would. */
export const plainKafka = (broker: string): Kafka => new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });

export const kafkaOf = ({ stack }: System): Kafka => plainKafka(stack.kafka.url);

/** Runs the work with a connection of its own. */
export async function administer<T>(system: System, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaOf(system).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Sends records past every service, in this order. */
export async function sendPlain(system: System, topic: string, ...messages: readonly Message[]): Promise<void> {
  const producer = kafkaOf(system).producer();
  await producer.connect();
  try {
    await producer.send({ topic: system.nameOf(topic), acks: -1, messages: [...messages] });
  } finally {
    await producer.disconnect();
  }
}

/** The headers of a command as a service would send it. */
export const headersOf = (
  type: string,
  id: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_type: type,
  ce_source: '/test',
  ce_time: new Date().toISOString(),
  ...more,
});
