import { expect, it } from '@jest/globals';
import { consumerWaits } from './consumer-waits.js';

it('what a consumer tells of its partitions is told of each by its name', () => {
  const [since, at] = [new Date(1_000), new Date()];
  const here = { topic: 'shop.commands', partition: 3 };
  const waits = consumerWaits(() => ({
    blocked: [{ ...here, since, why: 'no room' }],
    oldest: [{ ...here, at: since }],
    skipped: [
      { ...here, from: 5n, to: 8n, at },
      { ...here, from: 1n, to: 2n, at: new Date(at.getTime() - 2 * 86_400_000) },
    ],
  }));
  expect(waits['partition-blocked']!()).toEqual([{ of: 'shop.commands/3', count: 1, since, why: 'no room' }]);
  expect(waits['records-unhandled']!()).toEqual([{ of: 'shop.commands/3', count: 1, since, why: null }]);
  expect(waits['records-skipped']!()).toEqual([{ of: 'shop.commands/3', count: 3, since: at, why: 'offsets 5 to 7' }]);
});
