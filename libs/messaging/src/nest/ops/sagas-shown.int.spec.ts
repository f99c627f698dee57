import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlightBooked } from '../../testing/trip-saga.js';
import { Trips } from './trips.fixture.js';

describe('an operator of sagas', () => {
  let trips: Trips;
  beforeAll(async () => {
    trips = await Trips.start();
  }, 60_000);
  afterAll(() => trips.close(), 20_000);

  it('sees where an instance stands, what falls due next, and what each move changed', async () => {
    const id = await trips.begin();
    await trips.hear(id, FlightBooked, 'flight', { trip: id, seat: '7A' });
    const shown = await trips.get(`/${id}`);
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
    const [waiting, held] = [await trips.begin(), await trips.stuck()];
    const ids = async (query: string) => (await trips.get(`?limit=100&${query}`)).items.map(({ id }) => id);
    expect(await ids('step=flight')).toEqual(expect.arrayContaining([waiting, held]));
    expect(await ids('step=flight&status=needs-operator')).toContain(held);
    expect(await ids('step=flight&status=needs-operator')).not.toContain(waiting);
    expect(await ids('step=hotel')).not.toContain(held);
    expect(await ids(`businessKey=${held}`)).toEqual([held]);
    expect(await ids('olderThan=1h')).toEqual([]);
    expect(await ids('olderThan=1ms')).toContain(waiting);
    expect(await trips.get('?olderThan=soon&colour=red')).toMatchObject({
      status: 400,
      errors: [{ path: 'olderThan' }, { path: 'colour' }],
    });
  });
});
