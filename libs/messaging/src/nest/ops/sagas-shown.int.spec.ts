import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlightBooked } from '../../testing/trip-saga.js';
import { conforms, type OpenApi } from './schemas/conforms.fixture.js';
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

  it('is answered as OpenAPI says', async () => {
    const document = (await trips.fetch('/docs-json')) as OpenApi;
    const [running, held, resolved] = [await trips.begin(), await trips.stuck(), await trips.stuck()];
    const says = (method: string, path: string, answer: object) =>
      expect({ path, faults: conforms(document, method, `/ops/sagas${path}`, 200, answer) }).toEqual({
        path,
        faults: [],
      });
    says('post', '/{id}/resolve', await trips.act(resolved, 'resolve', { outcome: 'rolled-back' }));
    says('post', '/{id}/deadline', await trips.act(running, 'deadline', { to: null }));
    await trips.act(held, 'cancel');
    for (const id of [running, held, resolved]) says('get', '/{id}', await trips.get(`/${id}`));
    says('get', '', await trips.get('?limit=100'));
  });
});
