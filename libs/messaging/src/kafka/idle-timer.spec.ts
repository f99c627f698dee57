import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { stopIdleTimer } from './idle-timer.js';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}

/** kafkajs's own class: a new version of kafkajs must be looked at again when this fails. */
const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;

describe("kafkajs's queue of requests", () => {
  const waits = (pending: unknown[], throttledUntil: number): boolean => {
    stopIdleTimer();
    const queue = Object.assign(new RequestQueue({}), { pending, throttledUntil });
    queue.scheduleCheckPendingRequests();
    const waiting = queue.throttleCheckTimeoutId !== null;
    queue.destroy();
    return waiting;
  };

  it('sets no timer when there is nothing to wait for', () => {
    expect(waits([], -1)).toBe(false);
  });

  it('looks again while requests wait, or the broker asked for patience', () => {
    expect(waits([{}], -1)).toBe(true);
    expect(waits([], Date.now() + 1_000)).toBe(true);
  });
});
