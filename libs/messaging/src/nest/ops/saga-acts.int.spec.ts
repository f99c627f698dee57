import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { pino } from 'pino';
import type { Database } from '../../runtime/database.js';
import type { Context, Store } from '../../handler/handler.js';
import { start } from '../../handler/outgoing.js';
import type { LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { contextOf } from '../../testing/context-of.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { FlightBooked, FlightCancelled, FlightStays, HotelFull, tripSaga } from '../../testing/trip-saga.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { DATABASE, SAGA_STORE } from '../messaging/tokens.js';
import { createApp } from '../start/create-app.js';
import { conforms, type OpenApi } from './schemas/conforms.fixture.js';

@Module({ imports: [MessagingModule.forRoot({ service: 'trips', handlers: [], sagas: [tripSaga] })] })
class TripsModule {}

interface Shown extends Record<string, unknown> {
  readonly revision: number;
  readonly transitions: readonly { readonly revision: number; readonly changes: readonly unknown[] }[];
}

describe('an operator of sagas', () => {
  let throwaway: Awaited<ReturnType<typeof throwawayDatabase>>;
  let app: Awaited<ReturnType<typeof createApp>>;

  beforeAll(async () => {
    throwaway = await throwawayDatabase();
    const settings = {
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      OPS_FROM: 'loopback',
      DATABASE_URL: throwaway.url,
      KAFKA_BROKERS: process.env['TEST_KAFKA'] ?? '',
    };
    app = await createApp(TripsModule, {
      name: 'trips',
      settings: settings as never,
      logger: pino({ level: 'silent' }),
    });
    await app.listen(0, '127.0.0.1');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await throwaway.drop();
  }, 20_000);

  const inOne = (ids: readonly string[], work: (sagas: LoadedSagas, context: Context) => unknown) =>
    (app.get(DATABASE) as Database).transaction(async (tx) => {
      const store = app.get<Store<string, LoadedSagas>>(SAGA_STORE);
      const sagas = await store.load(tx, ids);
      work(sagas, contextOf({}, {}, await tx.now));
      await store.save(tx, sagas);
    });
  async function begin(): Promise<string> {
    const id = randomUUID();
    await inOne([], (sagas, context) =>
      sagas.start(start(tripSaga, { id, businessKey: `trip ${id}`, data: { trip: id } }), context),
    );
    return id;
  }
  const hear = (
    id: string,
    contract: typeof FlightBooked | typeof HotelFull,
    step: string,
    data: object = { trip: id },
  ) =>
    inOne([id], (sagas, context) =>
      sagas.reply({ ...context.message, type: contract.type, data, correlationId: id, step, ask: 1 }, context),
    );
  async function stuck(): Promise<string> {
    const id = await begin();
    await hear(id, FlightBooked, 'flight', { trip: id, seat: '7A' });
    await hear(id, HotelFull, 'hotel');
    await hear(id, FlightStays, 'flight');
    return id;
  }

  const get = async (path: string) =>
    (await fetch(`${await app.getUrl()}/ops/sagas${path}`)).json() as Promise<
      Shown & { items: Record<string, unknown>[] }
    >;
  async function act(id: string, name: string, body: object = {}): Promise<Shown> {
    const headers = { 'content-type': 'application/json', 'x-operator': 'ada' };
    const { revision } = await get(`/${id}`);
    const sent = { expectedVersion: revision ?? 1, reason: 'seen to it', ...body };
    return (
      await fetch(`${await app.getUrl()}/ops/sagas/${id}/${name}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(sent),
      })
    ).json() as Promise<Shown>;
  }

  it('sees where an instance stands, what falls due next, and what each move changed', async () => {
    const id = await begin();
    await hear(id, FlightBooked, 'flight', { trip: id, seat: '7A' });
    const shown = await get(`/${id}`);
    expect(shown).toMatchObject({
      id,
      saga: 'trip',
      version: 1,
      revision: 2,
      status: 'running',
      nextDeadline: { step: 'hotel', asking: 'do', ask: 1 },
    });
    expect(shown.transitions[1]).toMatchObject({
      revision: 2,
      lines: [
        { kind: 'answered', step: 'flight' },
        { kind: 'asked', step: 'hotel' },
      ],
    });
    expect(shown.transitions[1]!.changes).toContainEqual({ path: 'steps.flight.at', from: 'asked', to: 'done' });
  });

  it('finds instances by step, business key and age', async () => {
    const [waiting, held] = [await begin(), await stuck()];
    const ids = async (query: string) => (await get(`?limit=100&${query}`)).items.map(({ id }) => id);
    expect(await ids('step=flight')).toEqual(expect.arrayContaining([waiting, held]));
    expect(await ids('step=flight&status=needs-operator')).toContain(held);
    expect(await ids('step=flight&status=needs-operator')).not.toContain(waiting);
    expect(await ids('step=hotel')).not.toContain(held);
    expect(await ids(`businessKey=${encodeURIComponent(`trip ${held}`)}`)).toEqual([held]);
    expect(await ids('olderThan=1h')).toEqual([]);
    expect(await ids('olderThan=1ms')).toContain(waiting);
    expect(await get('?olderThan=soon&colour=red')).toMatchObject({
      status: 400,
      errors: [{ path: 'olderThan' }, { path: 'colour' }],
    });
  });

  it('retries the step that waits, in the history with name and reason', async () => {
    const id = await begin();
    const shown = await act(id, 'retry', { reason: 'the airline is back' });
    expect(shown).toMatchObject({ status: 'running', revision: 2, steps: { flight: { at: 'asked', asks: 2 } } });
    expect(shown['timeline']).toContainEqual(
      expect.objectContaining({ kind: 'retry-asked', step: 'flight', actor: 'ada', detail: 'the airline is back' }),
    );
  });

  it('gives the answer of a step, which is held against its schema', async () => {
    const id = await begin();
    expect(await act(id, 'skip', { type: FlightBooked.type, data: { trip: 7 } })).toMatchObject({
      status: 409,
      type: 'urn:problem:saga-refuses',
      detail: expect.stringContaining('trip:'),
    });
    expect(await act(id, 'skip', { type: HotelFull.type, data: { trip: id } })).toMatchObject({
      status: 409,
      detail: expect.stringContaining(FlightBooked.type),
    });
    expect(await act(id, 'skip', { type: FlightBooked.type, data: { trip: id, seat: '7A' } })).toMatchObject({
      steps: { flight: { at: 'done' }, hotel: { at: 'asked' } },
    });
  });

  it('moves and revokes a deadline', async () => {
    const id = await begin();
    expect(await act(id, 'deadline', { to: '2040-01-01T12:00:00Z' })).toMatchObject({
      nextDeadline: { step: 'flight', at: '2040-01-01T12:00:00.000Z' },
      dueAt: '2040-01-01T12:00:00.000Z',
    });
    expect(await act(id, 'deadline', { to: null })).toMatchObject({ nextDeadline: null });
  });

  it.each(['compensate', 'cancel'])('turns an instance round with %s, once', async (name) => {
    const id = await begin();
    expect(await act(id, name)).toMatchObject({ status: 'compensating', steps: { flight: { at: 'undoing' } } });
    expect(await act(id, name)).toMatchObject({ status: 409, type: 'urn:problem:saga-refuses' });
  });

  it('marks one that needs an operator as resolved, with how it ended and a note', async () => {
    const outcome = 'rolled-back';
    expect(await act(await begin(), 'resolve', { outcome })).toMatchObject({
      status: 409,
      type: 'urn:problem:saga-refuses',
    });
    const id = await stuck();
    expect(await act(id, 'resolve')).toMatchObject({ status: 400, errors: [{ path: 'outcome' }] });
    const shown = await act(id, 'resolve', { outcome, reason: 'refunded by hand' });
    expect(shown).toMatchObject({
      status: 'resolved',
      phase: {
        outcome,
        note: 'refunded by hand',
        stuck: { step: 'flight' },
        reason: { kind: 'refused', step: 'hotel' },
      },
    });
    expect(shown['timeline']).toContainEqual(
      expect.objectContaining({
        kind: 'resolved',
        actor: 'ada',
        messageType: 'trips.trip-off',
        detail: 'as rolled-back: refunded by hand',
      }),
    );
    expect((await get('?status=resolved')).items).toMatchObject([{ id }]);
  });

  it('is told when the instance has moved since they saw it: of two at once one acts', async () => {
    const id = await begin();
    const answers = await Promise.all([
      act(id, 'retry', { expectedVersion: 1 }),
      act(id, 'compensate', { expectedVersion: 1 }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 409)).toHaveLength(1);
    expect(answers).toContainEqual(expect.objectContaining({ type: 'urn:problem:saga-moved', revision: 2 }));
    expect((await get(`/${id}`)).revision).toBe(2);
  });

  it('is on record with what they were refused, and it changes nothing of the instance', async () => {
    const id = await begin();
    await act(id, 'cancel');
    const before = await get(`/${id}`);
    await act(id, 'cancel', { reason: 'the customer called again' });
    await act(id, 'retry', { step: 'boat', reason: 'a guess' });
    await act(id, 'skip', { expectedVersion: 1, type: FlightBooked.type, data: { trip: id, seat: '7A' } });
    await inOne([id], (sagas, context) =>
      sagas.reply(
        {
          ...context.message,
          type: FlightCancelled.type,
          data: { trip: id },
          correlationId: id,
          step: 'flight',
          ask: 1,
        },
        context,
      ),
    );
    await act(id, 'retry');
    const { refusedActs, ...after } = await get(`/${id}`);
    expect(refusedActs).toMatchObject([
      {
        actor: 'ada',
        act: 'cancel',
        step: null,
        reason: 'the customer called again',
        revision: 2,
        expectedVersion: 2,
        why: expect.stringContaining('compensating already'),
      },
      { act: 'retry', step: 'boat', why: expect.stringContaining('no step boat') },
      { act: 'skip', revision: 2, expectedVersion: 1, why: 'it has moved' },
      { act: 'retry', step: null, revision: 3, why: 'no step waits for an answer' },
    ]);
    expect(before).toMatchObject({ refusedActs: [], revision: 2 });
    expect(after).toMatchObject({ status: 'rolled-back', revision: 3 });
    expect(after.transitions.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });

  it('is answered as OpenAPI says', async () => {
    const document = (await (await fetch(`${await app.getUrl()}/docs-json`)).json()) as OpenApi;
    const [running, held, resolved] = [await begin(), await stuck(), await stuck()];
    const says = (method: string, path: string, answer: object) =>
      expect({ path, faults: conforms(document, method, `/ops/sagas${path}`, 200, answer) }).toEqual({
        path,
        faults: [],
      });
    says('post', '/{id}/resolve', await act(resolved, 'resolve', { outcome: 'rolled-back' }));
    says('post', '/{id}/deadline', await act(running, 'deadline', { to: null }));
    await act(held, 'cancel');
    for (const id of [running, held, resolved]) says('get', '/{id}', await get(`/${id}`));
    says('get', '', await get('?limit=100'));
  });

  it('is told of a wrong request and of an instance that there is not', async () => {
    const id = await begin();
    expect(await act(id, 'retry', { reason: '  ' })).toMatchObject({ status: 400, errors: [{ path: 'reason' }] });
    expect(await act(randomUUID(), 'retry', { step: 'flight' })).toMatchObject({
      status: 404,
      type: 'urn:problem:unknown-saga',
    });
    expect(await act(randomUUID(), 'cancel')).toMatchObject({ status: 404, type: 'urn:problem:unknown-saga' });
  });
});
