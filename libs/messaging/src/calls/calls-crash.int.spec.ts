import { describe, expect, it, jest } from '@jest/globals';
import { until } from '../testing/until.js';
import { Bank } from './calls.fixture.js';
import { expire, withDatabase } from './service.fixture.js';

jest.setTimeout(30_000);

const performed = (bank: Bank) => bank.asked.filter((what) => what.startsWith('perform'));

describe('when an instance dies with calls open, its heir', () => {
  it('looks up, and does not repeat, a call that was made and whose answer was never committed', () =>
    withDatabase(async (start) => {
      const bank = new Bank();
      const dead = await start(bank, { deaf: true });
      await dead.pay('o-1', 'a');
      await until(() => bank.done.has('a'));
      await expire(dead);
      const heir = await start(bank);
      await until(() => heir.heard.length === 1);
      expect(bank.asked).toEqual(['perform a', 'lookUp a']);
      expect(heir.heard).toMatchObject([{ kind: 'answered', value: { id: 'charge of a' } }]);
    }));

  it('looks up, then makes, a call that never got out', () =>
    withDatabase(async (start) => {
      const [unreachable, bank] = [new Bank(), new Bank()];
      unreachable.hold();
      const dead = await start(unreachable);
      await dead.pay('o-1', 'a');
      await expire(dead);
      const heir = await start(bank);
      await until(() => heir.heard.length === 1);
      expect(bank.asked).toEqual(['lookUp a', 'perform a']);
    }));

  it('has all of them, so that one that only hung finds itself replaced and makes none of them', () =>
    withDatabase(async (start) => {
      const [unreachable, bank] = [new Bank(), new Bank()];
      unreachable.hold();
      const hung = await start(unreachable);
      const formerly = hung.caller.owner;
      await hung.pay('o-1', 'a');
      await hung.pay('o-1', 'b');
      await expire(hung);
      const heir = await start(bank);
      await until(() => heir.heard.length === 2);
      await until(() => hung.caller.owner !== formerly);
      unreachable.release();
      expect(performed(bank)).toEqual(['perform a', 'perform b']);
      expect(performed(unreachable)).toEqual(['perform a']);
      await until(async () => (await heir.states()).join() === 'a answered,b answered');
    }));
});

describe('two instances that write calls of one key in turn', () => {
  it('make them one at a time, in the order of their calls', () =>
    withDatabase(async (start) => {
      const bank = new Bank();
      const [one, other] = [await start(bank), await start(bank)];
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
      bank.hold();
      for (const [n, key] of keys.entries()) await [one, other][n % 2]!.pay('o-1', key);
      expect(bank.asked).toEqual(['perform a']);
      bank.release();
      await until(() => one.heard.length + other.heard.length === keys.length);
      expect(performed(bank)).toEqual(keys.map((key) => `perform ${key}`));
      expect(bank.mostAtOnce).toBe(1);
    }));
});
