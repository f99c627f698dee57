import { describe, it, jest } from '@jest/globals';
import { until } from '../testing/until.js';
import { Bulkhead } from './bulkhead.js';
import { openCall } from './calls.fixture.js';

const party = { name: 'bank', concurrency: 2, performers: {} };

describe('a bulkhead', () => {
  it('goes on when the breaker’s time runs out between two looks at the clock', async () => {
    const made: string[] = [];
    let time = 0;
    let eachLook = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (time += eachLook));
    try {
      const make = async ({ seq }: { seq: string }) => {
        made.push(seq);
        return made.length === 1 ? ('failed' as const) : ('succeeded' as const);
      };
      const bulkhead = new Bulkhead(party, make, () => false, { failures: 1, openMs: 100, probes: 1 });
      bulkhead.join(openCall('1'));
      await until(() => bulkhead.isOpen);
      eachLook = 60;
      bulkhead.join(openCall('2'));
      eachLook = 0;
      time += 1_000;
      await until(() => made.length === 2);
    } finally {
      clock.mockRestore();
    }
  });
});
