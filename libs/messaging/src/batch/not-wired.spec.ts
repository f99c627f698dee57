import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { WrongDeclaration } from '../errors.js';
import { Handles, type AnyHandler } from '../handler/handler.js';
import { HandlerRegistry, registered } from '../handler/handler-registry.js';
import { call, operation, start, type Decision } from '../handler/outgoing.js';
import { requestUnit } from '../handler/request-source.js';
import { MemoryDatabase, MemoryInbox, memoryMapStore, MemoryOutbox, MemoryOutgoingCalls } from '../memory/index.js';
import { command } from '../message/contract.js';
import { silent } from '../runtime/logger.js';
import { tripSaga } from '../testing/trip-saga.js';
import { BatchRunner } from './runner.js';

const Pay = command('desk.pay', { version: 1, key: 'bill', data: z.strictObject({ bill: z.string() }) });
const [charge, refund] = [operation<object, string>('bank', 'charge'), operation<object, string>('bank', 'refund')];

/** A service of which only `bank.charge` is wired, and no saga. */
function asked(decision: Decision): Promise<unknown> {
  const store = memoryMapStore<string, number>();
  @Handles(Pay)
  class PayHandler {
    readonly store = store;
    needs = () => [];
    decide = () => decision;
  }
  const registry = new HandlerRegistry('desk', registered([new PayHandler()] as unknown as AnyHandler[]));
  const calls = new MemoryOutgoingCalls(undefined, {
    owner: 'desk',
    beginAtOnce: (all) => all.map(() => false),
    onWritten: () => undefined,
    knows: ({ party, name }) => party === 'bank' && name === charge.name,
  });
  const runner = new BatchRunner(
    new MemoryDatabase(),
    { registry, inbox: new MemoryInbox(), outbox: new MemoryOutbox(), calls, stores: [store] as never },
    silent,
  );
  return runner.submit(requestUnit(registry, Pay, { bill: 'b-1' }, {}));
}

it('what is asked of a party that performs it is put on record', () =>
  expect(asked([call(charge, 'b-1', {})])).resolves.toMatchObject({ kind: 'done' }));

it('what nobody performs is refused as it is decided, and says what to wire', () =>
  expect(asked([call(refund, 'b-1', {})])).rejects.toEqual(
    new WrongDeclaration(
      'bank.refund is asked of party bank, and no performer is wired for it: name it in `parties` of MessagingModule.forRoot',
    ),
  ));

it('a saga that is started and not registered is refused, and says where to register it', () =>
  expect(asked([start(tripSaga, { id: 'trip-1', businessKey: 't-1', data: { trip: 't-1' } })])).rejects.toThrow(
    'saga trip is started and not registered: name it in `sagas` of MessagingModule.forRoot',
  ));
