import { metrics, type BatchObservableCallback, type Counter } from '@opentelemetry/api';
import { BoundedLabels, OTHER } from '../runtime/bounded-labels.js';
import type { Database } from '../runtime/database.js';

const meter = () => metrics.getMeter('@sagaworks/messaging');

/** Made at first use: an instrument made before the SDK has started counts nothing for ever. */
function counter(name: string, unit: string, description: string): () => Counter {
  let made: Counter | undefined;
  return () => (made ??= meter().createCounter(name, { unit, description }));
}
const parked = counter(
  'messaging.parking.messages',
  '{message}',
  'Messages put aside because they, or one before them of their key, failed',
);
const tries = counter('messaging.retries', '{try}', 'Tries of parked messages, by how they ended');
const failedTries = counter(
  'messaging.tries.failed',
  '{try}',
  'Tries at messages and answers that failed, by message type; what waits for an outage is not counted',
);
const waiting = counter('messaging.parking.waits', '{message}', 'Messages that began to wait, by what for');
/** Whoever can write to a topic makes up types, and with a record on the DLQ error classes. */
const MOST_SERIES = 200;
const buried = new BoundedLabels(['type', 'error.type'], MOST_SERIES);
const deadLettered = counter('messaging.dead_letters.buried', '{message}', 'Messages that became dead letters');

export const countParked = (messages: number): void => parked().add(messages);
export const countTries = (outcome: 'handled' | 'failed' | 'dead', count: number): void =>
  tries().add(count, { outcome });
export const countFailedTry = (type: string): void => failedTries().add(1, { type });
export const countWaiting = (reason: string): void => waiting().add(1, { reason });
export const countBuried = (type: string, errorClass: string): void =>
  deadLettered().add(1, buried.of({ type, 'error.type': errorClass }));

const SEQUENCES = `SELECT count(*) FILTER (WHERE state = 'retrying')::int AS retrying, count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'held')::int AS held,
  count(*) FILTER (WHERE full_since IS NOT NULL)::int AS full FROM messaging.parked_sequence`;
const WAITING = `SELECT waits_for AS reason, extract(epoch FROM now() - min(first_failed_at))::float8 AS seconds
  FROM messaging.parked_sequence WHERE state = 'waiting' GROUP BY waits_for`;
const LETTERS = `SELECT type, count(*)::int AS count, (sum(count(*)) OVER ())::int AS "all" FROM messaging.dead_letter WHERE status = 'dead' GROUP BY type
  ORDER BY count(*) DESC LIMIT ${MOST_SERIES}`;

const STATES = ['retrying', 'waiting', 'held', 'full'] as const;

/** Tells what is parked and dead at each reading of the metrics. Returns the function that ends it. */
export function observeRecovery(database: Pick<Database, 'query'>): () => void {
  const own = meter();
  const sequences = own.createObservableGauge('messaging.parking.sequences', {
    unit: '{sequence}',
    description:
      'Parked sequences: retrying, waiting (for what is not their fault), held (nothing of them is retried), full (their partition waits)',
  });
  const ages = own.createObservableGauge('messaging.parking.waiting.age', {
    unit: 's',
    description: 'How long the oldest sequence waits, by what for: UnknownVersion, RowLocked, TransactionLost',
  });
  const letters = own.createObservableGauge('messaging.dead_letters', {
    unit: '{message}',
    description: 'Dead letters that wait for a person; of more than 200 types, the rarer ones as `other`',
  });
  const observe: BatchObservableCallback = async (result) => {
    const [states, oldest, dead] = await Promise.all([
      database.query<Record<(typeof STATES)[number], number>>(SEQUENCES),
      database.query<{ reason: string; seconds: number }>(WAITING),
      database.query<{ type: string; count: number; all: number }>(LETTERS),
    ]);
    for (const { reason, seconds } of oldest) result.observe(ages, seconds, { reason });
    for (const state of STATES) result.observe(sequences, states[0]?.[state] ?? 0, { state });
    for (const { type, count } of dead) result.observe(letters, count, { type });
    const others = (dead[0]?.all ?? 0) - dead.reduce((sum, { count }) => sum + count, 0);
    if (others > 0) result.observe(letters, others, { type: OTHER });
  };
  own.addBatchObservableCallback(observe, [sequences, ages, letters]);
  return () => own.removeBatchObservableCallback(observe, [sequences, ages, letters]);
}
