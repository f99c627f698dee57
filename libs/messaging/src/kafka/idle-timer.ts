import { mendKafkajs } from './mend-kafkajs.js';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 checks an empty request queue again after a negative time, that is 1 ms, for ever: 4 %
 * of a core per client and a `TimeoutNegativeWarning` on Node 24. With nothing pending and nothing
 * throttled there is nothing to check.
 */
export function stopIdleTimer(): void {
  mendKafkajs<RequestQueue, 'scheduleCheckPendingRequests'>(
    'network/requestQueue',
    'scheduleCheckPendingRequests',
    (schedule) =>
      function (this: RequestQueue) {
        if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
      },
  );
}
