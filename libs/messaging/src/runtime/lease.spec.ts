import { describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.js';
import { Lease } from './lease.js';
import { silent } from './logger.js';

/** A lease of what is given out as told, and what it has told. */
function leaseOf(lastsMs = 10_000) {
  const state = { free: true, rights: 0, away: false, asked: 0, answer: Promise.resolve() };
  const said: string[] = [];
  const lease: Lease<number> = new Lease<number>(
    {
      ask: async (held) => {
        state.asked += 1;
        if (state.away) throw new Error('away');
        const right = state.free ? (held ?? (state.rights += 1)) : undefined;
        await state.answer;
        return right;
      },
      onGain: (right) => said.push(`gained ${right}`),
      onLose: (right) => said.push(`lost ${right}`),
      onRenew: () => undefined,
    },
    { name: 'lead', lastsMs, everyMs: 5, log: silent },
  );
  return { lease, state, said };
}

describe('a lease', () => {
  it('is asked for once before its start resolves, and kept by asking again', async () => {
    const { lease, state, said } = leaseOf();
    await lease.start();
    expect(lease.held).toBe(1);
    await until(() => state.asked > 3);
    expect(said).toEqual(['gained 1']);
    await lease.stop(() => Promise.resolve());
  });

  it('counts from before it was asked for, so that an answer that comes late gives nothing', async () => {
    const { lease, state, said } = leaseOf(20);
    const { promise, resolve } = Promise.withResolvers<void>();
    state.answer = promise;
    const started = lease.start();
    const began = performance.now();
    await until(() => performance.now() - began > 25, { every: 1 });
    resolve();
    await started;
    expect([said, lease.held]).toEqual([['gained 1'], undefined]);
    await lease.stop(() => Promise.resolve());
  });

  it('runs out by itself while it cannot be asked for, and is the same when it can be again', async () => {
    const { lease, state, said } = leaseOf(50);
    await lease.start();
    state.away = true;
    await until(() => lease.held === undefined);
    expect(lease.trouble?.error.message).toBe('away');
    state.away = false;
    await until(() => lease.held === 1);
    expect(said).toEqual(['gained 1']);
    await lease.stop(() => Promise.resolve());
  });

  it('is lost when somebody else has it, and asked for again', async () => {
    const { lease, state, said } = leaseOf();
    await lease.start();
    state.free = false;
    await until(() => said.length === 2);
    state.free = true;
    await until(() => lease.held === 2);
    expect(said).toEqual(['gained 1', 'lost 1', 'gained 2']);
    await lease.stop(() => Promise.resolve());
  });

  it('is not held by an answer to an asking from before it was lost', async () => {
    const { lease, state, said } = leaseOf();
    await lease.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    state.answer = promise;
    const { asked } = state;
    await until(() => state.asked > asked);
    lease.lose();
    resolve();
    await until(() => said.length === 3);
    expect(said).toEqual(['gained 1', 'lost 1', 'gained 2']);
    await lease.stop(() => Promise.resolve());
  });

  it('is given back at the stop, while it is still held', async () => {
    const { lease, said } = leaseOf();
    await lease.start();
    await lease.stop((right) => Promise.resolve(void said.push(`gives back ${right}`)));
    expect(said).toEqual(['gained 1', 'gives back 1', 'lost 1']);
    expect(lease.held).toBeUndefined();
  });
});
