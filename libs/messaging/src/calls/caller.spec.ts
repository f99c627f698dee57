import { describe, expect, it, jest } from '@jest/globals';
import { Faults } from '../faults/faults.js';
import { CallTable } from '../memory/call-table.js';
import { silent } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import { pending, Pay } from './calls.fixture.js';
import { MemoryCaller, withCaller } from './memory-caller.fixture.js';

const other = (key: string) => pending(key, { orderingKey: key });

describe('the caller', () => {
  it('calls as soon as the commit hands the pending call over, and brings the answer back', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      await write(pending('a'));
      expect(bank.asked).toEqual(['perform a']);
      await until(() => heard.length === 1);
      expect(heard).toEqual([{ kind: 'answered', operation: 'bank.charge', key: 'a', value: { id: 'charge of a' } }]);
    }));

  it('makes the calls of one key one at a time, in order, while other keys pass', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      bank.hold();
      await write(pending('a'), pending('b'), other('x'));
      await until(() => bank.asked.length === 2);
      expect(bank.asked).toEqual(['perform a', 'perform x']);
      bank.release();
      await until(() => heard.length === 3);
      expect(heard.map(({ key }) => key).filter((key) => key !== 'x')).toEqual(['a', 'b']);
    }));

  it('makes no more calls at the same time than the party allows', () =>
    withCaller({ party: { concurrency: 3 } }, async ({ write, bank, heard }) => {
      await write(...Array.from({ length: 20 }, (_, n) => other(`k${n}`)));
      await until(() => heard.length === 20);
      expect(bank.mostAtOnce).toBe(3);
    }));

  it('looks up a call that timed out before it repeats it, and does not repeat what was done', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      bank.behaviours.set('a', ['answers-too-late']);
      await write(pending('a'));
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a', 'lookUp a']);
      expect(heard[0]).toMatchObject({ kind: 'answered', value: { id: 'charge of a' } });
    }));

  it('repeats a failed call when the look-up does not find it, and notes the tries', () =>
    withCaller({}, async ({ write, bank, heard, noted }) => {
      bank.behaviours.set('a', ['fails', 'answers']);
      await write(pending('a'));
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a', 'lookUp a', 'perform a']);
      await until(() => noted.length === 1);
      expect(noted[0]).toMatchObject({ tries: 1, lastError: '503' });
    }));

  it('ends a call that the party will not take, whenever it is sent, with that as its answer', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      bank.behaviours.set('a', ['refuses']);
      await write(pending('a'));
      await until(() => heard.length === 1);
      expect(heard).toEqual([{ kind: 'refused', operation: 'bank.charge', key: 'a', reason: 'answered 400' }]);
      expect(bank.asked).toEqual(['perform a']);
    }));

  it('looks up a call that another process may have begun before it makes it, and no other', async () => {
    const table = new CallTable();
    const dead = new MemoryCaller({ party: { concurrency: 1 } }, table);
    await dead.caller.start();
    dead.bank.hold();
    // For its one place 16 are on record with their transaction: for all that others know they may have begun.
    const recorded = Array.from({ length: 16 }, (_, at) => `recorded-${at}`);
    await dead.write(...[...recorded, 'last'].map((key) => other(key)));
    table.leave(dead.caller.owner);
    await withCaller(
      { party: { concurrency: 1 } },
      async ({ bank, heard }) => {
        await until(() => heard.length === 17);
        expect(bank.asked).toEqual([...recorded.flatMap((key) => [`lookUp ${key}`, `perform ${key}`]), 'perform last']);
      },
      table,
    );
    dead.bank.release();
    await dead.caller.stop();
  });

  it('looks up a call that is older than the party keeps its keys', () =>
    withCaller({ party: { keepsKeysMs: -1 } }, async ({ write, bank, heard }) => {
      await write(pending('a'));
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['lookUp a', 'perform a']);
    }));

  it('gives up at the deadline after one last look-up, and says so', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      bank.behaviours.set('a', ['fails']);
      await write(pending('a', { deadline: new Date(Date.now() + 400) }));
      await until(() => heard.length === 1);
      expect(heard[0]).toMatchObject({ kind: 'gave-up', key: 'a', reason: expect.stringContaining('503') });
      expect(bank.asked.at(-1)).toBe('lookUp a');
    }));

  it('starts no call after the deadline', () =>
    withCaller({}, async ({ write, bank, heard }) => {
      await write(pending('a', { deadline: new Date(0) }));
      await until(() => heard.length === 1);
      expect(heard[0]).toMatchObject({ kind: 'gave-up', reason: expect.stringContaining('never called') });
      expect(bank.asked).toEqual([]);
    }));

  it('makes no calls while the party is down for everyone, burns no tries, and resumes with one probe', () =>
    withCaller({ breaker: { failures: 2, openMs: 150 } }, async ({ write, bank, heard, noted }) => {
      for (const key of ['a', 'b']) bank.behaviours.set(key, ['fails', 'answers']);
      await write(other('a'), other('b'));
      await until(() => bank.asked.length === 2);
      await new Promise((resolve) => setImmediate(resolve));
      bank.hold();
      await write(other('c'), other('d'));
      expect(bank.asked).toHaveLength(2);
      await until(() => bank.asked.length === 3, { every: 1 });
      expect(bank.atOnce).toBe(1);
      bank.release();
      await until(() => heard.length === 4 && noted.length >= 2);
      expect(noted.every(({ tries }) => tries === 1)).toBe(true);
      expect(noted.map(({ pending: { key } }) => key).sort()).toEqual(['a', 'b']);
    }));

  it('makes a call that failed before it was made, without a look-up: it cannot have happened', () => {
    const faults = new Faults(silent);
    faults.rules.add({ point: 'after-call-commit', action: 'throw', type: Pay.type, times: 1 });
    return withCaller({ faults }, async ({ write, bank, heard }) => {
      await write(pending('a'));
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a']);
    });
  });

  it('looks up a call whose answer was lost', () => {
    const faults = new Faults(silent);
    faults.rules.add({ point: 'after-outside-call', action: 'throw', key: 'x', times: 1 });
    return withCaller({ faults }, async ({ write, bank, heard }) => {
      await write(pending('a'), other('x'));
      await until(() => heard.length === 2);
      expect(bank.asked.sort()).toEqual(['lookUp x', 'perform a', 'perform x']);
    });
  });

  it('makes none of the calls that wait once it stood still for so long that others may have made them', async () => {
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now');
    const table = new CallTable();
    await withCaller(
      { party: { concurrency: 1 } },
      async ({ caller, write, bank, heard }) => {
        const { owner } = caller;
        bank.hold();
        await write(other('a'), other('b'));
        clock.mockImplementation(() => now() + 6_000);
        table.leave(owner);
        table.beat('heir', 60_000, true);
        table.inherit('heir');
        bank.release();
        await until(() => caller.owner !== owner);
        expect(bank.asked).toEqual(['perform a']);
        expect(heard).toEqual([]);
      },
      table,
    ).finally(() => clock.mockRestore());
  });

  it('leaves a pending call alone whose predecessor belongs to another instance, until that is settled', async () => {
    const table = new CallTable();
    const another = new MemoryCaller({}, table);
    await another.caller.start();
    another.bank.hold();
    await another.write(pending('a'));
    await withCaller(
      {},
      async ({ write, bank, heard }) => {
        await write(pending('b'));
        await write(other('x'));
        await until(() => heard.length === 1);
        expect(bank.asked).toEqual(['perform x']);
        another.bank.release();
        await until(() => heard.length === 2);
        expect(bank.asked).toEqual(['perform x', 'perform b']);
      },
      table,
    );
    await another.caller.stop();
  });
});
