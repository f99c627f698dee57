import { describe, expect, it, jest } from '@jest/globals';
import { InvalidMessage } from '../errors.js';
import { until } from '../testing/until.js';
import { redrivenAnswer } from './answer-unit.js';
import { Bank, payments } from './calls.fixture.js';
import { listCalls } from '../operations/lists/list-calls.js';
import { withDatabase } from './service.fixture.js';

jest.setTimeout(30_000);

describe('calls to the outside, over real calls', () => {
  it('are made after the commit, and their answers handled in a transaction, once', () =>
    withDatabase(async (start) => {
      const bank = new Bank();
      const service = await start(bank);
      await service.pay('o-1', 'a');
      await until(() => service.heard.length === 1);
      expect(service.heard).toEqual([
        { kind: 'answered', operation: 'bank.charge', key: 'a', value: { id: 'charge of a' } },
      ]);
      expect(bank.asked).toEqual(['perform a']);
      await until(async () => (await service.states()).join() === 'a answered');
    }));

  it('whose answer cannot be handled try again, hold their key’s next call back, and end as a dead letter that can be redriven', () =>
    withDatabase(async (start) => {
      const bank = new Bank();
      const service = await start(bank);
      service.faults.set('a', new Error('a bug'));
      await service.pay('o-1', 'a');
      await service.pay('o-1', 'b');
      await until(() => service.heard.length === 1);
      expect(service.heard[0]).toMatchObject({ key: 'b' });
      expect(bank.asked).toEqual(['perform a', 'perform b']);
      await until(async () => (await service.states()).join() === 'a dead,b answered');
      expect(service.deadLettered.at(-1)).toMatchObject({
        topic: 'pay.commands',
        key: 'o-1',
        type: 'pay.charge',
        attempts: 3,
      });

      const heard: unknown[] = [];
      const unit = redrivenAnswer(
        payments({}, heard as never),
        { name: 'retry' } as never,
        service.deadLettered.at(-1)!.record,
      )!;
      unit.parts[0]!.run(undefined, {} as never);
      expect(heard).toEqual([{ kind: 'answered', operation: 'bank.charge', key: 'a', value: { id: 'charge of a' } }]);
    }));

  it('whose answer no retry helps are dead letters at once', () =>
    withDatabase(async (start) => {
      const service = await start(new Bank());
      service.faults.set('a', new InvalidMessage('never fits'));
      await service.pay('o-1', 'a');
      await until(() => service.deadLettered.length === 1);
      expect(service.deadLettered[0]).toMatchObject({ attempts: 1 });
    }));

  it('are listed with their tries and what went wrong, the latest first, page by page', () =>
    withDatabase(async (start) => {
      const bank = new Bank();
      const service = await start(bank);
      bank.behaviours.set('b', ['fails']);
      for (const [orderId, key] of [
        ['o-1', 'a'],
        ['o-2', 'b'],
        ['o-3', 'c'],
      ] as const)
        await service.pay(orderId, key);
      await until(async () => (await listCalls(service.database, { state: 'open' })).items[0]?.lastError);
      expect((await listCalls(service.database, { state: 'open' })).items).toMatchObject([
        { key: 'b', party: 'bank', lastError: '503' },
      ]);
      const first = await listCalls(service.database, { limit: 2 });
      expect(first.items.map(({ key }) => key)).toEqual(['c', 'b']);
      expect(first.items[0]!.answer).toMatchObject({ value: { id: 'charge of c' } });
      expect(await listCalls(service.database, { limit: 2, after: first.next! })).toMatchObject({
        items: [{ key: 'a' }],
        next: null,
      });
    }));
});
