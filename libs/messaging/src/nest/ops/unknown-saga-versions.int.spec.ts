// During a rolling deploy an instance may be of a version that this process lacks: what is for
// it waits, and nothing else does.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FlightBooked } from '../../testing/trip-saga.js';
import { Trips } from './trips.fixture.js';

let trips: Trips;
beforeAll(async () => {
  trips = await Trips.start();
}, 60_000);
afterAll(() => trips?.close(), 20_000);

const booked = (id: string) => ({
  contract: FlightBooked,
  data: { trip: id, seat: '7A' },
  tags: { ce_id: randomUUID(), ce_correlationid: id, ce_sagastep: 'flight', ce_ask: '1' },
});
const stepsOf = async (id: string) => (await trips.get(`/${id}`))['steps'];

it('a reply to a saga of an unknown version waits under its key without a try, and those of other sagas in its batch go on', async () => {
  const [newer, known] = [await trips.begin(), await trips.begin()];
  await trips.rows('UPDATE messaging.saga_instance SET version = 99 WHERE id = $1', [newer]);
  await trips.deliver(booked(newer), booked(known));
  expect(await stepsOf(known)).toMatchObject({ flight: { at: 'done' }, hotel: { at: 'asked' } });
  expect(await stepsOf(newer)).toMatchObject({ flight: { at: 'asked' } });
  expect(await trips.rows('SELECT key, state, waits_for, tries FROM messaging.parked_sequence')).toEqual([
    { key: newer, state: 'waiting', waits_for: 'UnknownVersion', tries: 0 },
  ]);
  expect(await trips.fetch('/ops/parked?state=waiting')).toMatchObject({
    items: [{ key: newer, waitsFor: 'UnknownVersion' }],
  });
  expect(await trips.rows('SELECT FROM messaging.dead_letter')).toEqual([]);
});
