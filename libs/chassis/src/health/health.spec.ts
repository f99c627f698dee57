import { describe, expect, it } from '@jest/globals';
import { Health } from './health.js';

describe('readiness', () => {
  it('tells of every part whether it works, and if not why', async () => {
    const health = new Health();
    health.register('database', () => undefined);
    health.register('broker', () => Promise.resolve('no leader'));
    health.register('consumer', () => Promise.reject(new TypeError('not connected')));
    expect(await health.parts()).toEqual({
      database: { healthy: true },
      broker: { healthy: false, reason: 'no leader' },
      consumer: { healthy: false, reason: 'not connected' },
    });
  });
});
