// What a party could not take while it was away is made as fast as it takes it: by its places, not by a clock of ours.
import { expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../testing/until.js';
import type { Party } from './call.js';
import { Bank } from './calls.fixture.js';
import { expire, withDatabase } from './service.fixture.js';

jest.setTimeout(600_000);

/** E.g. 50000 to measure. */
const CALLS = Number(process.env['CALLS'] ?? 1_500);
const PLACES = 8;
const CALL_MS = 50;

/** Each call takes a while; how long its places were taken is counted, on whatever machine. */
class SlowBank extends Bank {
  made = 0;
  #busyMs = 0;
  #began: number | undefined;

  /** Of the time since its first call, the part in which its places were taken. */
  get use(): number {
    return this.#busyMs / (PLACES * (performance.now() - this.#began!));
  }

  override party(): Party {
    const perform = async () => {
      const began = performance.now();
      this.#began ??= began;
      await sleep(CALL_MS);
      this.#busyMs += performance.now() - began;
      this.made += 1;
      return { id: 'made' };
    };
    const lookUp = () => Promise.resolve(undefined);
    return { name: 'bank', concurrency: PLACES, performers: { 'bank.charge': { perform, lookUp } } };
  }
}

it('whoever takes over thousands of open calls keeps at least 0.8 of the places of their party busy until the last', () =>
  withDatabase(async (start) => {
    const hanging = new Bank();
    hanging.hold();
    const gone = await start(hanging);
    for (let at = 0; at < CALLS; at += 500)
      await Promise.all(
        Array.from({ length: Math.min(500, CALLS - at) }, (_, n) => gone.pay(`o-${at + n}`, `c-${at + n}`)),
      );
    await gone.caller.stop();
    await expire(gone);
    const bank = new SlowBank();
    const heir = await start(bank);
    await until(() => bank.made === CALLS, { timeout: 500_000, every: 50, what: 'the last call' });
    const { use } = bank;
    await until(() => heir.heard.length === CALLS, { timeout: 60_000, what: 'the last answer' });
    if (process.env['CALLS'] !== undefined)
      process.stdout.write(`${CALLS} calls: ${use.toFixed(2)} of the party's capacity\n`);
    expect(use).toBeGreaterThan(0.8);
  }));
