import { createRequire } from 'node:module';

interface KafkaNode {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

const internal = createRequire(import.meta.url);

/**
 * kafkajs 2.2.4 takes a broker for connected as soon as TCP is. If the first answer on that connection fails to come, it never asks
 * again: each later request, over a network that is well by then, fails with "Broker not connected" for as long as the process lives.
 */
export function closeHalfOpen(): void {
  const { prototype } = internal('kafkajs/src/broker') as { prototype: KafkaNode & { closesHalfOpen?: true } };
  if (prototype.closesHalfOpen) return;
  const connect = prototype.connect;
  prototype.connect = async function (this: KafkaNode) {
    try {
      await connect.call(this);
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  };
  prototype.closesHalfOpen = true;
}
