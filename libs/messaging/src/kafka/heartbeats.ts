import { createRequire } from 'node:module';

interface ConsumerGroup {
  lastRequest: number;
  heartbeat(options: { readonly interval: number }): Promise<void>;
}

const internal = createRequire(import.meta.url);

/**
 * kafkajs 2.2.4 waits with the next heartbeat until the wall clock is a while past the last one. Set back by an hour, that would be
 * an hour: the member is put out of its group, goes on without knowing it, and can commit nothing.
 */
export function beatAfterSetback(): void {
  const { prototype } = internal('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup & { beatsAfterSetback?: true } };
  if (prototype.beatsAfterSetback) return;
  const beat = prototype.heartbeat;
  prototype.heartbeat = function (this: ConsumerGroup, options) {
    this.lastRequest = Math.min(this.lastRequest, Date.now());
    return beat.call(this, options);
  };
  prototype.beatsAfterSetback = true;
}
