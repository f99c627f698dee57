import { mendKafkajs } from './mend-kafkajs.js';

interface KafkaNode {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * kafkajs 2.2.4 takes a broker for connected as soon as TCP is. If the first answer on that connection fails to
 * come, it never asks again: each later request, over a network that works again, fails with "Broker not
 * connected" for as long as the process lives.
 */
export function closeHalfOpen(): void {
  mendKafkajs<KafkaNode, 'connect'>(
    'broker',
    'connect',
    (connect) =>
      async function (this: KafkaNode) {
        try {
          await connect.call(this);
        } catch (error) {
          await this.disconnect();
          throw error;
        }
      },
  );
}
