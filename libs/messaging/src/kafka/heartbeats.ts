import { mendKafkajs } from './mend-kafkajs.js';

interface ConsumerGroup {
  lastRequest: number;
  heartbeat(options: { readonly interval: number }): Promise<void>;
}

/**
 * kafkajs 2.2.4 waits with the next heartbeat until the wall clock is a while past the last one. Set back by an hour,
 * that would be an hour: the member is put out of its group, goes on without knowing it, and can commit nothing.
 */
export function beatAfterSetback(): void {
  mendKafkajs<ConsumerGroup, 'heartbeat'>(
    'consumer/consumerGroup',
    'heartbeat',
    (beat) =>
      function (this: ConsumerGroup, options) {
        this.lastRequest = Math.min(this.lastRequest, Date.now());
        return beat.call(this, options);
      },
  );
}
