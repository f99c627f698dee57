import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DatabaseAway } from '../errors.js';
import { KafkaSource } from './kafka-source.js';
import {
  MemoryDatabase,
  MemoryDeadLetters,
  MemoryInbox,
  MemoryOutgoingCalls,
  MemoryOutbox,
  MemoryParking,
  memoryMapStore,
} from '../memory/index.js';
import { encode } from '../message/cloudevents.js';
import { command, event, type OutgoingMessage } from '../message/contract.js';
import { derivedId } from '../message/ids.js';
import type { ReceivedRecord } from '../message/message.js';
import { until } from '../testing/until.js';
import { Handles, type AnyHandler } from '../handler/handler.js';
import { reply } from '../handler/outgoing.js';
import { type Tx } from '../runtime/database.js';
import { WorkUnitFactory } from '../handler/work-unit-factory.js';
import { silent } from '../runtime/logger.js';
import { HandlerRegistry, registered } from '../handler/handler-registry.js';
import { requestUnit } from '../handler/request-source.js';
import { BatchRunner } from './runner.js';

const Deposit = command('bank.deposit', {
  version: 1,
  key: 'account',
  data: z.strictObject({ account: z.string(), amount: z.int() }),
});
const Deposited = event('bank.deposited', {
  version: 1,
  key: 'account',
  data: z.strictObject({ account: z.string(), balance: z.int() }),
});
const TIME = new Date();
type Balances = Map<string, number>;

function bank() {
  const balances = memoryMapStore<string, number>();
  const seen = memoryMapStore<string, number>();

  @Handles(Deposit)
  class DepositHandler {
    readonly store = balances;
    needs = ({ account }: { account: string }) => [account];
    decide({ account, amount }: { account: string; amount: number }, state: Balances) {
      const balance = (state.get(account) ?? 0) + amount;
      state.set(account, balance);
      if (amount < 0) throw new Error('the vault is on fire');
      return [Deposited({ account, balance }), reply({ balance })];
    }
  }
  /** Counts the service's own events, in the transaction that emits them. */
  @Handles(Deposited)
  class CountHandler {
    readonly store = seen;
    needs = ({ account }: { account: string }) => [account];
    decide({ account }: { account: string }, state: Balances): void {
      state.set(account, (state.get(account) ?? 0) + 1);
    }
  }

  const registry = new HandlerRegistry(
    'bank',
    registered([new DepositHandler(), new CountHandler()] as unknown as AnyHandler[]),
  );
  const [outbox, inbox, parking] = [new MemoryOutbox(), new MemoryInbox(), new MemoryParking()];
  const deadLetters = new MemoryDeadLetters('bank', outbox);
  const database = new Flaky();
  const runner = new BatchRunner(
    database,
    { registry, inbox, outbox, calls: new MemoryOutgoingCalls(), stores: [balances, seen] as never },
    silent,
  );
  const source = new KafkaSource(inbox, parking, deadLetters);
  const factory = new WorkUnitFactory(registry);
  let offset = 0;
  const record = (message: OutgoingMessage, name = `message ${offset}`): ReceivedRecord => {
    const wire = encode(message, { id: derivedId(name), source: '/test', time: TIME, trace: {} });
    return {
      topic: wire.topic,
      partition: 0,
      offset: String(offset++),
      key: Buffer.from(wire.key),
      value: Buffer.from(wire.value!),
      headers: wire.headers,
      timestamp: new Date(),
    };
  };
  const deliver = (...records: ReceivedRecord[]) =>
    Promise.all(records.map((each) => runner.submit(factory.toUnit(each, source)!)));
  const request = (amount: number) => runner.submit(requestUnit(registry, Deposit, { account: 'a', amount }));
  const sent = () => outbox.table.written.map(({ value }) => JSON.parse(value!) as unknown);
  return { balances, seen, outbox, parking, deadLetters, database, runner, record, deliver, request, sent };
}

/** A database that can be away. */
class Flaky extends MemoryDatabase {
  transactions = 0;
  away = 0;
  /** Each is called once, while a transaction is under way. */
  readonly meanwhile: (() => void)[] = [];
  override async transaction<T>(work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    this.transactions += 1;
    this.meanwhile.shift()?.();
    if (this.away > 0) {
      this.away -= 1;
      throw new DatabaseAway('gone for a while');
    }
    return super.transaction(work);
  }
}

describe('the batch runner', () => {
  it('runs all that waits in one transaction, each decision seeing the ones before it', async () => {
    const { deliver, record, balances, database, sent } = bank();
    await deliver(
      record(Deposit({ account: 'a', amount: 1 })),
      record(Deposit({ account: 'b', amount: 5 })),
      record(Deposit({ account: 'a', amount: 2 })),
    );
    expect(Object.fromEntries(balances.rows)).toEqual({ a: 3, b: 5 });
    expect(database.transactions).toBe(1);
    expect(sent()).toEqual([
      { account: 'a', balance: 1 },
      { account: 'b', balance: 5 },
      { account: 'a', balance: 3 },
    ]);
  });

  it("handles the service's own events in the same transaction, and publishes them too", async () => {
    const { deliver, record, seen, outbox } = bank();
    await deliver(record(Deposit({ account: 'a', amount: 1 })), record(Deposit({ account: 'a', amount: 1 })));
    expect(seen.rows.get('a')).toBe(2);
    expect(outbox.table.unsent).toBe(1);
  });

  it('takes a message once, within a batch and over batches', async () => {
    const { deliver, record, balances } = bank();
    const message = Deposit({ account: 'a', amount: 7 });
    const outcomes = await deliver(record(message, 'same'), record(message, 'same'));
    const [again] = await deliver(record(message, 'same'));
    expect(balances.rows.get('a')).toBe(7);
    expect([...outcomes, again].map((outcome) => outcome!.kind)).toEqual(['done', 'skipped', 'skipped']);
  });

  it('takes a failing message out alone: what it changed is gone, the rest is done, those behind it wait', async () => {
    const { deliver, record, balances, parking, sent } = bank();
    const outcomes = await deliver(
      record(Deposit({ account: 'a', amount: 1 })),
      record(Deposit({ account: 'a', amount: -100 })),
      record(Deposit({ account: 'a', amount: 2 })),
      record(Deposit({ account: 'b', amount: 3 })),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'failed', 'skipped', 'done']);
    expect(Object.fromEntries(balances.rows)).toEqual({ a: 1, b: 3 });
    expect(sent()).toHaveLength(2);
    expect(
      await parking.parked({} as Tx, [
        { topic: 'bank.commands', key: 'a' },
        { topic: 'bank.commands', key: 'b' },
      ]),
    ).toEqual(new Set(['bank.commands\u0000a']));
  });

  it('finds what only the database refuses, which nobody can be blamed for, and takes it out alone', async () => {
    const { deliver, record, balances, parking, database, sent } = bank();
    const save = balances.save.bind(balances);
    const refuse = (tx: Tx, state: Balances) =>
      state.has('nul') ? Promise.reject(new Error('invalid byte sequence')) : save(tx, state);
    balances.save = refuse;
    const outcomes = await deliver(
      ...['a', 'b', 'c', 'nul', 'd', 'e', 'a'].map((account) => record(Deposit({ account, amount: 1 }))),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'failed', 'done', 'done', 'done']);
    expect(Object.fromEntries(balances.rows)).toEqual({ a: 2, b: 1, c: 1, d: 1, e: 1 });
    expect(sent()).toHaveLength(6);
    expect(
      await parking.parked(
        {} as Tx,
        ['a', 'nul'].map((key) => ({ topic: 'bank.commands', key })),
      ),
    ).toEqual(new Set(['bank.commands\u0000nul']));
    expect(database.transactions).toBeLessThan(10);
  });

  it('dead-letters at once what no retry can help, and goes on with what is behind it', async () => {
    const { deliver, record, balances, deadLetters } = bank();
    const wrong = { ...record(Deposit({ account: 'a', amount: 1 })), value: Buffer.from('{"account":"a"}') };
    await deliver(wrong, record(Deposit({ account: 'a', amount: 4 })));
    expect(balances.rows.get('a')).toBe(4);
    expect(deadLetters.all).toHaveLength(1);
  });

  it('takes no message a second time that failed when its record comes again, as after a republish', async () => {
    const { deliver, record } = bank();
    const poison = record(Deposit({ account: 'a', amount: -1 }));
    const again = { ...poison, offset: '900' };
    expect((await deliver(poison)).map(({ kind }) => kind)).toEqual(['failed']);
    expect((await deliver(again)).map(({ kind }) => kind)).toEqual(['skipped']);
  });

  it('answers a request with what the decision replied, and rejects one that fails without touching the rest', async () => {
    const { request, balances } = bank();
    const [good, bad] = await Promise.allSettled([request(10), request(-1)]);
    expect(good).toEqual({ status: 'fulfilled', value: { kind: 'done', reply: { balance: 10 } } });
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'the vault is on fire' } });
    expect(balances.rows.get('a')).toBe(10);
  });

  it('waits out an outage without burning a try, but tells requests at once', async () => {
    const { deliver, record, request, database, balances, parking } = bank();
    database.away = 2;
    const delivered = deliver(record(Deposit({ account: 'a', amount: 1 })));
    await expect(request(5)).rejects.toThrow('gone for a while');
    expect((await delivered)[0]!.kind).toBe('done');
    expect(balances.rows.get('a')).toBe(1);
    expect(await parking.parked({} as Tx, [{ topic: 'bank.commands', key: 'a' }])).toEqual(new Set());
  });

  it('tells a request that came while the outage was being found out, and waits for the next batch', async () => {
    const { deliver, record, request, database, balances, runner } = bank();
    database.away = Number.POSITIVE_INFINITY;
    const late = new Promise((resolve) => database.meanwhile.push(() => resolve(request(5))));
    const delivered = deliver(record(Deposit({ account: 'a', amount: 1 })));
    await expect(late).rejects.toThrow('gone for a while');
    database.away = 0;
    await delivered;
    expect(balances.rows.get('a')).toBe(1);
    await runner.stop();
  });

  it('takes requests again when the outage is over, though nothing but requests came', async () => {
    const { request, database, balances } = bank();
    database.away = 1;
    await expect(request(5)).rejects.toThrow('gone for a while');
    await until(() => request(5));
    expect(balances.rows.get('a')).toBe(5);
  });

  it('gives the messages of a second run the ids of the first', async () => {
    const ids = async () => {
      const { deliver, record, outbox } = bank();
      await deliver(
        record(Deposit({ account: 'a', amount: 1 }), 'one'),
        record(Deposit({ account: 'b', amount: -1 }), 'poison'),
      );
      return outbox.table.written.map(({ headers }) => headers['ce_id']);
    };
    expect(await ids()).toEqual(await ids());
  });

  it('rejects what still waits when it stops in an outage', async () => {
    const { deliver, record, database, runner } = bank();
    database.away = Number.POSITIVE_INFINITY;
    const delivered = deliver(record(Deposit({ account: 'a', amount: 1 })));
    const rejected = expect(delivered).rejects.toThrow(/stopping/);
    await new Promise((resolve) => setImmediate(resolve));
    await runner.stop();
    await rejected;
  });
});
