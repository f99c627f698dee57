import { Kafka, logLevel } from 'kafkajs';

process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1';

export function kafkaClient(url: string, { retries = 5 }: { retries?: number } = {}): Kafka {
  return new Kafka({ clientId: 'sagaworks-tools', brokers: [url], logLevel: logLevel.NOTHING, connectionTimeout: 1000, retry: { retries } });
}
