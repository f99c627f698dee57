import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlightBooked, FlightCancelled, HotelFull, hotelFull } from '../../testing/trip-saga.js';
import { Trips } from './trips.fixture.js';

describe('an operator of sagas', () => {
  let trips: Trips;
  beforeAll(async () => {
    trips = await Trips.start();
  }, 60_000);
  afterAll(() => trips.close(), 20_000);

  it('retries the step that waits, in the history with name and reason', async () => {
    const id = await trips.begin();
    const shown = await trips.act(id, 'retry', { reason: 'the airline is back' });
    expect(shown).toMatchObject({ status: 'running', revision: 2, steps: { flight: { at: 'asked', asks: 2 } } });
    expect(shown['timeline']).toContainEqual(
      expect.objectContaining({ kind: 'retry-asked', step: 'flight', actor: 'ada', detail: 'the airline is back' }),
    );
  });

  it('gives the answer of a step, which is held against its schema', async () => {
    const id = await trips.begin();
    expect(await trips.act(id, 'skip', { type: FlightBooked.type, data: { trip: 7 } })).toMatchObject({
      status: 409,
      type: 'urn:problem:saga-refuses',
      detail: expect.stringContaining('trip:'),
    });
    expect(await trips.act(id, 'skip', { type: HotelFull.type, data: hotelFull({ trip: id }).data })).toMatchObject({
      status: 409,
      detail: expect.stringContaining(FlightBooked.type),
    });
    expect(await trips.act(id, 'skip', { type: FlightBooked.type, data: { trip: id, seat: '7A' } })).toMatchObject({
      steps: { flight: { at: 'done' }, hotel: { at: 'asked' } },
    });
  });

  it('moves and revokes a deadline', async () => {
    const id = await trips.begin();
    expect(await trips.act(id, 'deadline', { to: '2040-01-01T12:00:00Z' })).toMatchObject({
      nextDeadline: { step: 'flight', at: '2040-01-01T12:00:00.000Z' },
      dueAt: '2040-01-01T12:00:00.000Z',
    });
    expect(await trips.act(id, 'deadline', { to: null })).toMatchObject({ nextDeadline: null });
  });

  it.each(['compensate', 'cancel'])('turns an instance round with %s, once', async (name) => {
    const id = await trips.begin();
    expect(await trips.act(id, name)).toMatchObject({ status: 'compensating', steps: { flight: { at: 'undoing' } } });
    expect(await trips.act(id, name)).toMatchObject({ status: 409, type: 'urn:problem:saga-refuses' });
  });

  it('marks one that needs an operator as resolved, with how it ended and a note', async () => {
    const outcome = 'rolled-back';
    expect(await trips.act(await trips.begin(), 'resolve', { outcome })).toMatchObject({
      status: 409,
      type: 'urn:problem:saga-refuses',
    });
    const id = await trips.stuck();
    expect(await trips.act(id, 'resolve')).toMatchObject({ status: 400, errors: [{ path: 'outcome' }] });
    const shown = await trips.act(id, 'resolve', { outcome, reason: 'refunded by hand' });
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
    expect((await trips.get('?status=resolved')).items).toMatchObject([{ id }]);
  });

  it('is told when the instance has moved since they saw it: of two at once one acts', async () => {
    const id = await trips.begin();
    const answers = await Promise.all([
      trips.act(id, 'retry', { expectedVersion: 1 }),
      trips.act(id, 'compensate', { expectedVersion: 1 }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 409)).toHaveLength(1);
    expect(answers).toContainEqual(expect.objectContaining({ type: 'urn:problem:saga-moved', revision: 2 }));
    expect((await trips.get(`/${id}`)).revision).toBe(2);
  });

  it('is on record with what they were refused, and it changes nothing of the instance', async () => {
    const id = await trips.begin();
    await trips.act(id, 'cancel');
    const before = await trips.get(`/${id}`);
    await trips.act(id, 'cancel', { reason: 'the customer called again' });
    await trips.act(id, 'retry', { step: 'boat', reason: 'a guess' });
    await trips.act(id, 'skip', { expectedVersion: 1, type: FlightBooked.type, data: { trip: id, seat: '7A' } });
    await trips.hear(id, FlightCancelled, 'flight');
    await trips.act(id, 'retry');
    const { refusedActs, ...after } = await trips.get(`/${id}`);
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

  it('is told of a wrong request and of an instance that there is not', async () => {
    const id = await trips.begin();
    expect(await trips.act(id, 'retry', { reason: '  ' })).toMatchObject({ status: 400, errors: [{ path: 'reason' }] });
    expect(await trips.act(randomUUID(), 'retry', { step: 'flight' })).toMatchObject({
      status: 404,
      type: 'urn:problem:unknown-saga',
    });
    expect(await trips.act(randomUUID(), 'cancel')).toMatchObject({ status: 404, type: 'urn:problem:unknown-saga' });
  });
});
