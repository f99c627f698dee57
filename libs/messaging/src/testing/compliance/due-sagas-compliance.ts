import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Context, Store } from '../../handler/handler.js';
import { start } from '../../handler/outgoing.js';
import type { Database } from '../../runtime/database.js';
import { DUE_PAGE, type DueSaga, type DueSagas } from '../../saga/deadlines/due-sagas.js';
import { paced } from '../../saga/paced.js';
import { SagaRegistry } from '../../saga/saga-registry.js';
import type { LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { tripSaga } from '../trip-saga.js';

/** Which sagas are due, as the suite uses it, over rows of its own. */
export interface DueSagasUnderTest {
  readonly database: Database;
  storeFor(registry: SagaRegistry): Store<string, LoadedSagas>;
  dueSagasFor(registry: SagaRegistry): DueSagas;
  close(): Promise<void>;
}

/** What every list of overdue instances does, held against one adapter. Call it at the top of a spec. */
export function dueSagasCompliance(name: string, make: () => Promise<DueSagasUnderTest>): void {
  describe(`${name} tells which sagas are due`, () => {
    const registry = new SagaRegistry([tripSaga]);
    let under: DueSagasUnderTest;
    let store: Store<string, LoadedSagas>;
    let dueSagas: DueSagas;
    beforeEach(async () => {
      under = await make();
      store = under.storeFor(registry);
      dueSagas = under.dueSagasFor(registry);
    });
    afterEach(() => under.close());

    const inOne = <T>(ids: readonly string[], work: (sagas: LoadedSagas) => T) =>
      under.database.transaction(async (tx) => {
        const sagas = await store.load(tx, ids);
        const result = work(sagas);
        await store.save(tx, sagas);
        return result;
      });
    /** The first step falls due after 30 seconds. */
    const begin = async (secondsAgo: number, count = 1, saga = tripSaga): Promise<string[]> => {
      const ids = Array.from({ length: count }, () => randomUUID());
      await inOne([], (sagas) => {
        for (const id of ids)
          sagas.start(start(saga, { id, businessKey: id, data: { trip: id } }), contextAt(id, secondsAgo));
      });
      return ids;
    };
    const ids = (due: readonly DueSaga[]) => due.map(({ id }) => id);

    it('the longest due first, and none that is not', async () => {
      const [late] = await begin(40);
      const [later] = await begin(50);
      await begin(10);
      const { due, asOf, nextIn } = await dueSagas.due();
      expect(ids(due)).toEqual([later, late]);
      expect(due.every(({ dueAt, businessKey, id }) => dueAt <= asOf && businessKey === id)).toBe(true);
      expect(nextIn).toBeGreaterThan(10_000);
      expect(nextIn).toBeLessThanOrEqual(20_000);
    });

    it('none, and when the next one will be', async () => {
      expect(await dueSagas.due()).toEqual({ due: [], asOf: expect.any(Date) });
    });

    it('not one that was answered, or asked anew, since it was first looked at', async () => {
      const [id] = await begin(31);
      await inOne([id!], (sagas) => sagas.deadlines(id!, contextAt(id!, 0)));
      expect((await dueSagas.due()).due).toEqual([]);
      expect((await dueSagas.due()).nextIn).toBeGreaterThan(1_000);
    });

    it('page after page, each once', async () => {
      const all = await begin(60, DUE_PAGE + 3);
      const first = await dueSagas.due();
      expect(first.due).toHaveLength(DUE_PAGE);
      const second = await dueSagas.due(first.due.at(-1));
      expect(second.due).toHaveLength(3);
      expect([...ids(first.due), ...ids(second.due)].sort()).toEqual([...all].sort());
    });

    it('one that could not be acted on, or had nothing to do, not again before a minute has passed', async () => {
      const [failed, idle] = await begin(40, 2);
      await under.database.transaction(async (tx) =>
        dueSagas.postpone(tx, [
          { sagaId: failed!, messageId: 'm', error: new TypeError('no') },
          { sagaId: idle!, messageId: 'n' },
        ]),
      );
      const { due, nextIn } = await dueSagas.due();
      expect(due).toEqual([]);
      expect(nextIn).toBeGreaterThan(50_000);
    });

    it('one that another process has moved on meanwhile is not postponed', async () => {
      const [id] = await begin(10);
      await under.database.transaction(async (tx) => dueSagas.postpone(tx, [{ sagaId: id!, messageId: 'm' }]));
      expect((await dueSagas.due()).nextIn).toBeLessThanOrEqual(20_000);
    });

    it('none of a version that this process does not know', async () => {
      const other = { ...paced(tripSaga, 1), version: 2 };
      store = under.storeFor(new SagaRegistry([other]));
      await begin(40, 1, other);
      expect((await dueSagas.due()).due).toEqual([]);
    });
  });
}

const contextAt = (id: string, secondsAgo: number): Context => ({
  now: new Date(Date.now() - secondsAgo * 1_000),
  message: {
    id: `about ${id}`,
    inboxId: id,
    type: 'trips.book',
    version: 1,
    source: '/trips',
    time: new Date(),
    key: id,
    data: {},
    trace: {},
  },
  late: false,
  id: (name) => name,
});
