import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BrokerAway } from '../../errors.js';
import type { Pipeline } from '../../batch/pipeline.js';
import { silent } from '../../runtime/logger.js';
import { HandlerRegistry } from '../../handler/handler-registry.js';
import { BatchRunner } from '../../batch/runner.js';
import { MemoryOutbox } from '../../memory/index.js';
import { paced } from '../paced.js';
import { sagaTimeline } from '../read/timeline.js';
import { FlightBooked, tripSaga } from '../../testing/trip-saga.js';
import { Trips } from '../../testing/trips.js';
import { until } from '../../testing/until.js';
import { PgInbox } from '../../inbox/pg-inbox.js';
import { DeadlineUnits } from './deadline-units.js';
import { DeadlineWatch } from './deadline-watch.js';
import { PgDueSagas } from './pg-due-sagas.js';
import { PgBrokerContact } from './pg-broker-contact.js';
import type { ReadProgress } from './read-progress.js';

describe('deadlines in PostgreSQL', () => {
  let trips: Trips;
  beforeAll(async () => void (trips = await Trips.open(paced(tripSaga, 0.01))));
  afterAll(() => trips.close());
  const running: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
  });

  function watch(progress: ReadProgress, silentFor = () => 0): void {
    const dueSagas = new PgDueSagas(trips.database, trips.registry);
    const calls = { write: () => undefined };
    const pipeline: Pipeline = {
      registry: new HandlerRegistry('trips', []),
      inbox: new PgInbox(),
      outbox: new MemoryOutbox(),
      calls,
      stores: [trips.store],
    };
    const runner = new BatchRunner(trips.database, pipeline, silent);
    const watching = new DeadlineWatch({
      dueSagas,
      units: new DeadlineUnits(trips.store, dueSagas),
      progress,
      contact: new PgBrokerContact(trips.database),
      silentFor,
      runner,
      log: silent,
      shortestWait: 20,
      longestWait: 50,
    });
    watching.start();
    running.push(runner, watching);
  }
  const caughtUp: ReadProgress = { look: () => Promise.resolve(), isRead: () => true, behind: new Map() };
  const kinds = async (id: string) => (await sagaTimeline(trips.database, id)).map(({ kind }) => kind);

  it('are acted on once they have fallen due', async () => {
    const id = await trips.begin();
    watch(caughtUp);
    await until(async () => (await kinds(id)).includes('undo-asked'));
    expect((await kinds(id)).slice(0, 4)).toEqual(['started', 'asked', 'deadline-missed', 'undo-asked']);
  });

  it('are acted on once by however many watch', async () => {
    const id = await trips.begin();
    for (let instance = 0; instance < 3; instance += 1) watch(caughtUp);
    await until(async () => (await kinds(id)).includes('undo-asked'));
    expect((await kinds(id)).filter((kind) => kind === 'deadline-missed')).toHaveLength(1);
  });

  it('wait while an answer may lie unread, which then is heard first', async () => {
    const id = await trips.begin();
    let hasRead = false;
    let asked = 0;
    watch({ ...caughtUp, look: () => Promise.resolve(void (asked += 1)), isRead: () => hasRead });
    await until(() => asked > 3);
    await trips.hear(id, FlightBooked, { trip: id, seat: '7A' }, 'flight');
    hasRead = true;
    await until(async () => (await kinds(id)).includes('deadline-missed'));
    expect((await sagaTimeline(trips.database, id)).find(({ kind }) => kind === 'deadline-missed')).toMatchObject({
      step: 'hotel',
    });
  });

  it('wait while the broker is away', async () => {
    const id = await trips.begin();
    let looks = 0;
    let isAway = true;
    watch({
      ...caughtUp,
      look: () => ((looks += 1), isAway ? Promise.reject(new BrokerAway('no broker')) : Promise.resolve()),
    });
    await until(() => looks > 1);
    expect(await kinds(id)).toEqual(['started', 'asked']);
    isAway = false;
    await until(async () => (await kinds(id)).includes('deadline-missed'));
  });

  it('that cannot be acted on are noted and come again in a minute', async () => {
    const id = await trips.begin();
    const dueSagas = new PgDueSagas(trips.database, trips.registry);
    await until(async () => (await dueSagas.due()).due.some((due) => due.id === id));
    await trips.database.transaction(async (tx) =>
      dueSagas.postpone(tx, [{ sagaId: id, messageId: 'm', error: new TypeError('no seat') }]),
    );
    expect((await dueSagas.due()).due.map((due) => due.id)).not.toContain(id);
    expect((await sagaTimeline(trips.database, id)).at(-1)).toMatchObject({
      kind: 'failed',
      detail: 'its deadline: TypeError: no seat',
    });
    await trips.hear(id, FlightBooked, { trip: id, seat: '7A' }, 'flight');
    expect((await kinds(id)).slice(-2)).toEqual(['answered', 'asked']);
  });
});
