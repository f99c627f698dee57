import { describe, expect, it } from '@jest/globals';
import { HealthController } from './health.controller.js';
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

  it.each([
    ['127.0.0.1', { broker: { healthy: false, reason: 'connect ECONNREFUSED 10.0.0.7:9092' } }],
    ['10.0.0.5', { broker: { healthy: false } }],
  ])(
    'tells the reason, and what addresses are in it, only to those who may ask /ops: %s',
    async (remoteAddress, parts) => {
      const health = new Health();
      health.register('broker', () => 'connect ECONNREFUSED 10.0.0.7:9092');
      const controller = new HealthController(health, { OPS_FROM: 'loopback' } as never);
      const answer = await controller.ready(
        { socket: { remoteAddress } } as never,
        { status: () => undefined } as never,
      );
      expect(answer).toEqual({ status: 'not-ready', parts });
    },
  );
});
