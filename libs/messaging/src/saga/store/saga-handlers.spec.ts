import { describe, expect, it } from '@jest/globals';
import { MemoryDatabase } from '../../memory/memory-database.js';
import type { Message } from '../../message/message.js';
import { BookHotel, FlightBooked, tripSaga } from '../../testing/trip-saga.js';
import { SagaRegistry } from '../saga-registry.js';
import { sagaHandlers } from './saga-handlers.js';
import { start } from '../../handler/outgoing.js';
import { MemorySagaStore } from '../../memory/memory-saga-store.js';

const id = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const NOW = new Date('2030-01-01T12:00:00Z');
const store = new MemorySagaStore(new SagaRegistry([tripSaga]));
const registrations = sagaHandlers([tripSaga, { ...tripSaga, version: 2 }], store);
const { handler } = registrations.find(({ contract }) => contract.type === FlightBooked.type)!;

const booked = (tags: Partial<Omit<Message, 'data'>>): Message<never> => ({
  id: 'm',
  inboxId: 'm',
  type: FlightBooked.type,
  version: 1,
  source: '/air',
  time: NOW,
  key: 'rome',
  data: { trip: 'rome', seat: '7A' } as never,
  trace: {},
  ...tags,
});

async function decide(message: Message<never>) {
  return new MemoryDatabase().transaction(async (tx) => {
    const sagas = await store.load(tx, []);
    sagas.start(start(tripSaga, { id, businessKey: 'rome', data: { trip: 'rome' } }), {
      now: NOW,
      message,
      late: false,
      id: (name) => name,
    });
    return handler.decide(message.data, sagas, { now: NOW, message, late: false, id: (name) => name });
  });
}

describe('the engine as handlers', () => {
  it('takes every answer that a step may get, each once', () => {
    expect(registrations.map(({ contract }) => contract.type).sort()).toEqual([
      'air.flight-booked',
      'air.flight-cancelled',
      'air.flight-full',
      'air.flight-stays',
      'bank.not-paid',
      'bank.paid',
      'inn.hotel-booked',
      'inn.hotel-cancelled',
      'inn.hotel-full',
      'post.tickets-sent',
    ]);
  });

  it('needs the instance that a message names', () => {
    expect(handler.needs({} as never, booked({ correlationId: id.toUpperCase() }))).toEqual([id]);
  });

  it.each([
    ['no saga', {}],
    ['something that is no instance id', { correlationId: 'order-7' }],
  ])('needs nothing for a message that names %s', (_, tags) => {
    expect(handler.needs({} as never, booked(tags))).toEqual([]);
  });

  it('advances the instance', async () => {
    expect(await decide(booked({ correlationId: id, step: 'flight', ask: 1 }))).toMatchObject([
      { contract: BookHotel, saga: { correlationId: id, step: 'hotel', ask: 1 } },
    ]);
  });

  it.each([
    ['no saga', {}],
    ['the saga of another service', { correlationId: '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91', step: 'flight' }],
  ])('lets a message of %s pass by', async (_, tags) => {
    expect(await decide(booked(tags))).toEqual([]);
  });
});
