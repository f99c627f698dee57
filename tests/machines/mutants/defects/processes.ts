import type { Mutant } from '../mutant.js';

/** What only PostgreSQL, Kafka and real processes show: the simulation has others in their place. */
export const processMutants: readonly Mutant[] = [
  {
    name: 'stock is read without a lock',
    rule: 'a transaction locks the rows that it decides over',
    file: 'apps/inventory/src/stock.store.ts',
    find: 'ORDER BY sku FOR UPDATE',
    replace: 'ORDER BY sku',
    foundBy: 'process tests/stories/faults/two-of-everything.e2e.spec.ts',
  },
  {
    name: 'a leader that hangs is waited for half a minute',
    rule: 'another relay leads within 5 s, also when the leader hangs',
    file: 'libs/messaging/src/relay/relay-limits.ts',
    find: 'LEASE_LASTS_MS = 3_000',
    replace: 'LEASE_LASTS_MS = 30_000',
    foundBy: 'process tests/stories/faults/relay-frozen.e2e.spec.ts',
  },
  {
    name: 'messages of one key go to any partition',
    rule: 'messages of one key in one topic keep their order',
    file: 'libs/messaging/src/kafka/partitioner.ts',
    find: 'known.get(key) ?? place(args)',
    replace: 'Math.floor(Math.random() * length)',
    foundBy: 'process tests/stories/journeys/duplicates.e2e.spec.ts',
  },
];
