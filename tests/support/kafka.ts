import { Kafka, logLevel, type Message } from 'kafkajs';

/** A client that knows nothing of the services, as another tool's would. */
export const plainKafka = (broker: string): Kafka => new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });

/** Sends records past every service, in this order. */
export async function sendPlain(broker: string, topic: string, ...messages: readonly Message[]): Promise<void> {
  const producer = plainKafka(broker).producer();
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: [...messages] });
  } finally {
    await producer.disconnect();
  }
}

/** The headers of a command as a service would send it. */
export const headersOf = (type: string, id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> =>
  ({ ce_specversion: '1.0', ce_id: id, ce_type: type, ce_source: '/test', ce_time: new Date().toISOString(), ...more });
