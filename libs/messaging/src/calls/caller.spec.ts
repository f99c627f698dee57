import { describe, expect, it, jest } from '@jest/globals';
import { Faults } from '../faults/faults.js';
import type { Answer } from '../handler/handler.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';
import { silent } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import { AnswerSource } from './answer-source.js';
import type { Party } from './call.js';
import type { CallRows } from './pg-call-rows.js';
import { Caller, type CallerOptions } from './caller.js';
import { Bank, openCall, pending, Pay, payments } from './calls.fixture.js';
import { pgAnswerRows } from './pg-answer-rows.js';
import type { OpenCall } from './open-call.js';

/** A caller over rows in memory; answers are heard at once. */
async function withCaller(
  options: { party?: Partial<Party>; found?: OpenCall[] } & Partial<CallerOptions>,
  use: (caller: Caller, bank: Bank, heard: Answer[], noted: OpenCall[]) => Promise<void>,
): Promise<void> {
  const bank = new Bank();
  const heard: Answer[] = [];
  const noted: OpenCall[] = [];
  const found = options.found ?? [];
  const rows: CallRows = {
    beat: async () => ({ alive: true, now: Date.now() }),
    open: async () => found.splice(0),
    note: async (calls) => void noted.push(...calls.map((each) => ({ ...each }))),
    leave: async () => undefined,
  };
  const submit = async (unit: WorkUnit): Promise<Outcome> => {
    for (const part of unit.parts) part.run(undefined, { message: unit.message } as never);
    return { kind: 'done', reply: undefined };
  };
  const source = new AnswerSource({
    rows: pgAnswerRows,
    deadLetters: { add: () => undefined, resolve: () => undefined },
  });
  const caller = new Caller({
    registry: payments({}, heard),
    parties: [bank.party(options.party)],
    rows,
    source,
    submit,
    log: silent,
    random: () => 0.5,
    ...options,
  });
  await caller.start();
  await use(caller, bank, heard, noted).finally(() => caller.stop());
}

let seq = 0;
const write = (caller: Caller, calls: ReturnType<typeof pending>[], openBefore: readonly string[] = []) =>
  caller.onWritten(
    calls.map((each) => ({ seq: String((seq += 1)), pending: each, openBefore })),
    caller.owner,
  );
const other = (key: string) => pending(key, { orderingKey: key });

describe('the caller', () => {
  it('calls as soon as the commit hands the pending call over, and brings the answer back', () =>
    withCaller({}, async (caller, bank, heard) => {
      write(caller, [pending('a')]);
      expect(bank.asked).toEqual(['perform a']);
      await until(() => heard.length === 1);
      expect(heard).toEqual([{ kind: 'answered', operation: 'bank.charge', key: 'a', value: { id: 'charge of a' } }]);
    }));

  it('makes the calls of one key one at a time, in order, while other keys pass', () =>
    withCaller({}, async (caller, bank, heard) => {
      bank.hold();
      write(caller, [pending('a'), pending('b'), other('x')]);
      await until(() => bank.asked.length === 2);
      expect(bank.asked).toEqual(['perform a', 'perform x']);
      bank.release();
      await until(() => heard.length === 3);
      expect(heard.map(({ key }) => key).filter((key) => key !== 'x')).toEqual(['a', 'b']);
    }));

  it('makes no more calls at the same time than the party allows', () =>
    withCaller({ party: { concurrency: 3 } }, async (caller, bank, heard) => {
      write(
        caller,
        Array.from({ length: 20 }, (_, n) => other(`k${n}`)),
      );
      await until(() => heard.length === 20);
      expect(bank.mostAtOnce).toBe(3);
    }));

  it('looks up a call that timed out before it repeats it, and does not repeat what was done', () =>
    withCaller({}, async (caller, bank, heard) => {
      bank.behaviours.set('a', ['answers-too-late']);
      write(caller, [pending('a')]);
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a', 'lookUp a']);
      expect(heard[0]).toMatchObject({ kind: 'answered', value: { id: 'charge of a' } });
    }));

  it('repeats a failed call when the look-up does not find it, and notes the tries', () =>
    withCaller({}, async (caller, bank, heard, noted) => {
      bank.behaviours.set('a', ['fails', 'answers']);
      write(caller, [pending('a')]);
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a', 'lookUp a', 'perform a']);
      await until(() => noted.length === 1);
      expect(noted[0]).toMatchObject({ tries: 1, lastError: '503' });
    }));

  it('ends a call that the party will not take, whenever it is sent, with that as its answer', () =>
    withCaller({}, async (caller, bank, heard) => {
      bank.behaviours.set('a', ['refuses']);
      write(caller, [pending('a')]);
      await until(() => heard.length === 1);
      expect(heard).toEqual([{ kind: 'refused', operation: 'bank.charge', key: 'a', reason: 'answered 400' }]);
      expect(bank.asked).toEqual(['perform a']);
    }));

  it('looks up a call that another process left open before it makes it', () =>
    withCaller({ found: [{ ...openCall('900'), maybeCalled: true }] }, async (_caller, bank, heard) => {
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['lookUp key-900', 'perform key-900']);
    }));

  it('looks up a call that is older than the party keeps its keys', () =>
    withCaller({ party: { keepsKeysMs: -1 } }, async (caller, bank, heard) => {
      write(caller, [pending('a')]);
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['lookUp a', 'perform a']);
    }));

  it('gives up at the deadline after one last look-up, and says so', () =>
    withCaller({}, async (caller, bank, heard) => {
      bank.behaviours.set('a', ['fails']);
      write(caller, [pending('a', { deadline: new Date(Date.now() + 400) })]);
      await until(() => heard.length === 1);
      expect(heard[0]).toMatchObject({ kind: 'gave-up', key: 'a', reason: expect.stringContaining('503') });
      expect(bank.asked.at(-1)).toBe('lookUp a');
    }));

  it('starts no call after the deadline', () =>
    withCaller({}, async (caller, bank, heard) => {
      write(caller, [pending('a', { deadline: new Date(0) })]);
      await until(() => heard.length === 1);
      expect(heard[0]).toMatchObject({ kind: 'gave-up', reason: expect.stringContaining('never called') });
      expect(bank.asked).toEqual([]);
    }));

  it('makes no calls while the party is down for everyone, burns no tries, and resumes with one probe', () =>
    withCaller({ breaker: { failures: 2, openMs: 150 } }, async (caller, bank, heard, noted) => {
      for (const key of ['a', 'b']) bank.behaviours.set(key, ['fails', 'answers']);
      write(caller, [other('a'), other('b')]);
      await until(() => bank.asked.length === 2);
      await new Promise((resolve) => setImmediate(resolve));
      bank.hold();
      write(caller, [other('c'), other('d')]);
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
    return withCaller({ faults }, async (caller, bank, heard) => {
      write(caller, [pending('a')]);
      await until(() => heard.length === 1);
      expect(bank.asked).toEqual(['perform a']);
    });
  });

  it('looks up a call whose answer was lost', () => {
    const faults = new Faults(silent);
    faults.rules.add({ point: 'after-outside-call', action: 'throw', key: 'x', times: 1 });
    return withCaller({ faults }, async (caller, bank, heard) => {
      write(caller, [pending('a'), other('x')]);
      await until(() => heard.length === 2);
      expect(bank.asked.sort()).toEqual(['lookUp x', 'perform a', 'perform x']);
    });
  });

  it('makes none of the calls that wait once it stood still for so long that others may have made them', async () => {
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now');
    // Whoever comes back from so long is taken for dead.
    const rows: CallRows = {
      beat: async (_, { first }) => ({ alive: first, now: Date.now() }),
      open: async () => [],
      note: async () => undefined,
      leave: async () => undefined,
    };
    await withCaller({ rows, party: { concurrency: 1 } }, async (caller, bank, heard) => {
      const { owner } = caller;
      bank.hold();
      write(caller, [other('a'), other('b')]);
      clock.mockImplementation(() => now() + 6_000);
      bank.release();
      await until(() => heard.length === 1);
      write(caller, [other('c')], ['77']);
      await until(() => caller.owner !== owner);
      expect(bank.asked).toEqual(['perform a']);
    }).finally(() => clock.mockRestore());
  });

  it('leaves a pending call alone whose predecessor belongs to another instance', () =>
    withCaller({}, async (caller, bank) => {
      write(caller, [pending('a')], ['77']);
      write(caller, [other('x')]);
      await until(() => bank.asked.length === 1);
      expect(bank.asked).toEqual(['perform x']);
    }));
});
