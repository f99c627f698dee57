import { describe, expect, it } from '@jest/globals';
import type { Context } from '../../handler/handler.js';
import type { Message, TraceHeaders } from '../../message/message.js';
import { FlightBooked, tripSaga } from '../../testing/trip-saga.js';
import { SagaRegistry } from '../saga-registry.js';
import { start } from '../../handler/outgoing.js';
import { LoadedSagas } from './loaded-sagas.js';

const id = 'rome';
const order: TraceHeaders = { traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01` };
const request: TraceHeaders = { traceparent: `00-${'b'.repeat(32)}-${'2'.repeat(16)}-01` };

const context = (trace: TraceHeaders, seconds = 0): Context => {
  const message: Message = {
    id: 'm',
    inboxId: 'm',
    type: 'trips.book',
    version: 1,
    source: '/trips',
    time: new Date(0),
    key: id,
    data: {},
    trace,
  };
  return { now: new Date(Date.UTC(2030, 0, 1, 12, 0, seconds)), message, late: false, id: (name) => name };
};

function started(): LoadedSagas {
  const sagas = new LoadedSagas(new SagaRegistry([tripSaga]), []);
  sagas.start(start(tripSaga, { id, businessKey: id, data: { trip: id } }), context(order));
  return sagas;
}

describe('loaded sagas', () => {
  it('undo on the trace of the order what a cancel ends, link the two, and note the cancel under its own', () => {
    const sagas = started();
    const { answer, outgoing } = sagas.cancel(id, context(request));
    expect([answer, outgoing.map((each) => [each.out === 'link' ? 'link' : each.contract.type, each.trace])]).toEqual([
      'accepted',
      [
        ['link', order],
        ['air.cancel-flight', order],
      ],
    ]);
    expect(sagas.changed()[0]!.transitions.map(({ traceId }) => traceId)).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
  });

  it('act only on what has fallen due', () => {
    const sagas = started();
    expect(sagas.deadlines(id, context(order, 29))).toBeUndefined();
    expect(sagas.deadlines(id, context(order, 30))?.map(({ contract }) => contract.type)).toEqual([
      'air.cancel-flight',
    ]);
    expect(sagas.deadlines(id, context(order, 30))).toBeUndefined();
  });

  it('move what is due only because the broker was away, without a word to anybody', () => {
    const sagas = started();
    const { now } = context(order, 0);
    const away = [{ from: now.getTime() + 10_000, to: now.getTime() + 110_000 }];
    expect(sagas.deadlines(id, context(order, 120), away)).toEqual([]);
    expect(sagas.get(id)!.steps['flight']).toEqual({
      at: 'asked',
      asks: 1,
      since: now.getTime() + 210_000,
      due: now.getTime() + 230_000,
    });
    expect(sagas.deadlines(id, context(order, 229), away)).toBeUndefined();
    expect(sagas.deadlines(id, context(order, 230), away)?.map(({ contract }) => contract.type)).toEqual([
      'air.cancel-flight',
    ]);
  });

  it('report as changed only what has moved, and data only when a reply changed it', () => {
    const [stored] = started().changed();
    const sagas = new LoadedSagas(new SagaRegistry([tripSaga]), [stored!]);
    sagas.deadlines(id, context(order));
    expect(sagas.changed()).toEqual([]);
    sagas.cancel(id, context(request));
    expect(sagas.changed()).toMatchObject([{ revision: 2, isNew: false, dataChanged: false }]);
    sagas.reply(
      {
        ...context(order).message,
        type: FlightBooked.type,
        data: { trip: id, seat: '7A' },
        correlationId: id,
        step: 'flight',
        ask: 1,
      },
      context(order),
    );
    expect(sagas.changed()[0]!.transitions.map(({ lines }) => lines[0]!.kind)).toEqual(['cancel-asked', 'ignored']);
  });

  it('do what an operator decides over the instance as they saw it, on the trace of the order, and note who did it', () => {
    const sagas = started();
    const retry = { act: 'retry', step: 'flight', actor: 'ada', reason: 'the airline is back' } as const;
    const { answer, outgoing } = sagas.operate(id, { ...retry, expectedVersion: 1 }, context(request));
    expect([answer, outgoing.map((each) => [each.out === 'link' ? 'link' : each.contract.type, each.trace])]).toEqual([
      'done',
      [
        ['link', order],
        ['air.book-flight', order],
      ],
    ]);
    expect(sagas.changed()[0]!.transitions.at(-1)).toMatchObject({
      traceId: 'b'.repeat(32),
      lines: [
        { kind: 'retry-asked', actor: 'ada', detail: 'the airline is back' },
        { kind: 'asked', ask: 2 },
      ],
    });
    expect(sagas.operate(id, { ...retry, expectedVersion: 1 }, context(request))).toEqual({
      answer: 'moved',
      revision: 2,
      outgoing: [],
    });
    expect(sagas.operate(id, { ...retry, step: 'boat', expectedVersion: 2 }, context(request))).toMatchObject({
      answer: 'refused',
      why: expect.stringContaining('flight, hotel, pay, tickets'),
    });
    expect(sagas.operate('nowhere', { ...retry, expectedVersion: 1 }, context(request))).toEqual({
      answer: 'unknown',
      outgoing: [],
    });
    expect(sagas.changed()[0]!.revision).toBe(2);
  });
});
