import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  FlightBooked,
  FlightCancelled,
  FlightFull,
  flightFull,
  HotelFull,
  hotelFull,
} from '../../testing/trip-saga.js';
import { Trips } from '../../testing/trips.js';
import { SagaRegistry } from '../../saga/saga-registry.js';
import type { SagaView } from '../../saga/read/sagas.js';
import type { Slice } from '../lists/slice.js';
import { listSagas, type SagaPosition } from './list-sagas.js';
import { missingVersions } from '../../saga/read/missing-versions.js';
import { sagaById, sagaByKey } from '../../saga/read/sagas.js';
import { sagaTimeline } from '../../saga/read/timeline.js';

describe('reading sagas', () => {
  let trips: Trips;
  beforeAll(async () => void (trips = await Trips.open()));
  afterAll(() => trips.close());

  async function refused(at: Date): Promise<string> {
    const id = await trips.begin(at);
    await trips.hear(id, FlightBooked, { trip: id, seat: '7A' }, 'flight', at);
    await trips.hear(id, HotelFull, hotelFull({ trip: id }).data, 'hotel', at);
    await trips.hear(id, FlightCancelled, { trip: id }, 'flight', at);
    return id;
  }
  const minute = (count: number) => new Date(Date.UTC(2030, 0, 1, 12, count));

  it('tells an instance by its id and by its business key', async () => {
    const id = await refused(minute(0));
    const saga = await sagaById(trips.database, id);
    expect(saga).toMatchObject({
      id,
      saga: 'trip',
      status: 'rolled-back',
      phase: { reason: { kind: 'refused', step: 'hotel' } },
      startedAt: minute(0),
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    expect(await sagaByKey(trips.database, 'trip', id)).toEqual(saga);
    expect(await sagaById(trips.database, randomUUID())).toBeUndefined();
  });

  it('says of one that was resolved before its operator had to say how it ended that this is unknown', async () => {
    const id = await trips.begin(minute(0));
    const phase = {
      status: 'resolved',
      stuck: { step: 'flight', asking: 'undo', because: 'refused', asks: 1 },
      note: 'seen to',
    };
    await trips.database.query(`UPDATE messaging.saga_instance SET status = 'resolved', state = $2 WHERE id = $1`, [
      id,
      JSON.stringify({ steps: {}, phase }),
    ]);
    expect(await sagaById(trips.database, id)).toMatchObject({ phase: { ...phase, outcome: 'unknown' } });
    expect((await listSagas(trips.database, { status: 'resolved' })).items).toMatchObject([
      { id, phase: { outcome: 'unknown' } },
    ]);
    expect((await trips.inOne([id], (sagas, context) => sagas.cancel(id, context))).answer).toBe('refused');
  });

  it('tells all that happened, in order, each in its trace', async () => {
    const id = await refused(minute(0));
    const timeline = await sagaTimeline(trips.database, id);
    expect(timeline.map(({ kind, step, messageType }) => [kind, step, messageType])).toEqual([
      ['started', undefined, undefined],
      ['asked', 'flight', 'air.book-flight'],
      ['answered', 'flight', 'air.flight-booked'],
      ['asked', 'hotel', 'inn.book-hotel'],
      ['refused', 'hotel', 'inn.hotel-full'],
      ['undo-asked', 'flight', 'air.cancel-flight'],
      ['undone', 'flight', 'air.flight-cancelled'],
      ['rolled-back', undefined, 'trips.trip-off'],
    ]);
    expect(timeline[0]).toMatchObject({ at: minute(0), traceId: '0af7651916cd43dd8448eb211c80319c' });
    const rows = await trips.database.query(
      'SELECT at, kind, step, ask, message_type, detail, actor, trace_id FROM messaging.saga_history WHERE instance_id = $1 ORDER BY seq, line',
      [id],
    );
    const told = timeline.map(({ messageType, traceId, ...item }) => ({
      ...item,
      message_type: messageType,
      trace_id: traceId,
    }));
    expect(rows).toEqual(
      told.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value ?? null]))),
    );
  });

  it('lists the newest first, page by page, each instance once', async () => {
    const started = [];
    for (let count = 1; count <= 5; count += 1)
      started.push(await (count % 2 === 0 ? refused(minute(30)) : trips.begin(minute(30 + count))));
    const seen: string[] = [];
    for (let after: SagaPosition | null | undefined; after !== null; ) {
      const { items, next }: Slice<SagaView, SagaPosition> = await listSagas(trips.database, {
        limit: 2,
        after: after,
      });
      seen.push(...items.map(({ id }) => id));
      after = next;
    }
    expect(seen.slice(0, 3)).toEqual([started[4], started[2], started[0]]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(started));
  });

  it('lists by status and by saga', async () => {
    const id = await trips.begin(minute(50));
    await trips.hear(id, FlightFull, flightFull({ trip: id }).data, 'flight', minute(50));
    expect((await listSagas(trips.database, { status: 'rolled-back', saga: 'trip' })).items[0]).toMatchObject({ id });
    expect(
      (await listSagas(trips.database, { status: 'running', saga: 'trip' })).items.map(({ status }) => status),
    ).not.toContain('rolled-back');
    expect((await listSagas(trips.database, { saga: 'another' })).items).toEqual([]);
  });

  it('names the versions that live instances need and this process lacks', async () => {
    await trips.begin();
    expect(await missingVersions(trips.database, trips.registry)).toEqual([]);
    expect(await missingVersions(trips.database, new SagaRegistry([]))).toEqual(['trip@1']);
  });
});
