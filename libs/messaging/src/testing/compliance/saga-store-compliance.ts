import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SagaExists } from '../../errors.js';
import type { Database } from '../../runtime/database.js';
import type { Context, Store } from '../../handler/handler.js';
import type { Contract } from '../../message/contract.js';
import type { HistoryEntry } from '../../saga/engine/incoming.js';
import { paced } from '../../saga/paced.js';
import { SagaRegistry } from '../../saga/saga-registry.js';
import { start } from '../../handler/outgoing.js';
import type { LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { FlightBooked, HotelBooked, HotelFull, hotelFull, tripSaga } from '../trip-saga.js';

type SagaStore = Store<string, LoadedSagas>;

/** A saga store as the suite uses it. */
export interface SagaStoreUnderTest {
  readonly database: Database;
  /** Of its own, over the same rows, for the same sagas or others. */
  storeFor(registry: SagaRegistry): SagaStore;
  history(id: string): Promise<readonly HistoryEntry[]>;
  close(): Promise<void>;
}

/** What every saga store does, held against one adapter. Call it at the top of a spec. */
export function sagaStoreCompliance(name: string, make: () => Promise<SagaStoreUnderTest>): void {
  describe(`${name} is a saga store`, () => {
    let under: SagaStoreUnderTest;
    let store: SagaStore;
    beforeAll(async () => {
      under = await make();
      store = under.storeFor(new SagaRegistry([tripSaga]));
    });
    afterAll(() => under.close());

    const inOne = <T>(ids: readonly string[], work: (sagas: LoadedSagas) => T) =>
      under.database.transaction(async (tx) => {
        const sagas = await store.load(tx, ids);
        const result = work(sagas);
        await store.save(tx, sagas);
        return result;
      });
    const begin =
      (id: string, trip = id) =>
      (sagas: LoadedSagas) =>
        sagas.start(start(tripSaga, { id, businessKey: trip, data: { trip } }), contextOf(id));
    const say =
      <D extends object>(id: string, contract: Contract<D>, data: D, step: string) =>
      (sagas: LoadedSagas) =>
        sagas.reply(replyTo(id, contract, data, step), contextOf(id));
    const loaded = (id: string) => inOne([id], (sagas) => sagas.get(id));

    it('gives an instance back as it was saved', async () => {
      const id = randomUUID();
      const saved = await inOne([], (sagas) => (begin(id)(sagas), sagas.get(id)));
      expect(await loaded(id)).toEqual(saved);
      const turned = await inOne([id], (sagas) => {
        say(id, FlightBooked, { trip: id, seat: '7A' }, 'flight')(sagas);
        say(id, HotelFull, hotelFull({ trip: id }).data, 'hotel')(sagas);
        return sagas.get(id);
      });
      expect(await loaded(id)).toEqual(turned);
      expect(turned).toMatchObject({
        data: { trip: id, seat: '7A' },
        phase: { status: 'compensating', reason: { kind: 'refused', step: 'hotel', data: { trip: id } } },
      });
    });

    it('keeps data that a transition leaves as it was', async () => {
      const id = randomUUID();
      await inOne([], begin(id));
      await inOne([id], say(id, FlightBooked, { trip: id, seat: '7A' }, 'flight'));
      await inOne([id], say(id, HotelBooked, { trip: id }, 'hotel'));
      expect((await loaded(id))?.data).toEqual({ trip: id, seat: '7A' });
    });

    it('keeps the history of each of many in one transaction', async () => {
      const ids = [randomUUID(), randomUUID(), randomUUID()].sort();
      await inOne([], (sagas) => ids.forEach((id) => begin(id)(sagas)));
      await inOne(ids, (sagas) =>
        ids.slice(1).forEach((id) => say(id, FlightBooked, { trip: id, seat: '7A' }, 'flight')(sagas)),
      );
      const kinds = await Promise.all(ids.map(async (id) => (await under.history(id)).map(({ kind }) => kind)));
      expect(kinds).toEqual([
        ['started', 'asked'],
        ['started', 'asked', 'answered', 'asked'],
        ['started', 'asked', 'answered', 'asked'],
      ]);
    });

    it('shows a transaction what it has saved itself', async () => {
      const id = randomUUID();
      const seen = await under.database.transaction(async (tx) => {
        const first = await store.load(tx, []);
        begin(id)(first);
        await store.save(tx, first);
        return (await store.load(tx, [id])).get(id);
      });
      expect(seen).toMatchObject({ id, phase: { status: 'running' } });
    });

    it('keeps nothing of a transaction that fails', async () => {
      const id = randomUUID();
      const failed = under.database.transaction(async (tx) => {
        const sagas = await store.load(tx, []);
        begin(id)(sagas);
        await store.save(tx, sagas);
        throw new Error('no commit');
      });
      await expect(failed).rejects.toThrow('no commit');
      expect(await loaded(id)).toBeUndefined();
      expect(await under.history(id)).toEqual([]);
    });

    it('knows nothing of an instance that was never started', async () => {
      const id = randomUUID();
      expect(
        await inOne([id], (sagas) => [
          sagas.get(id),
          sagas.cancel(id, contextOf(id)).answer,
          say(id, HotelFull, hotelFull({ trip: id }).data, 'hotel')(sagas),
        ]),
      ).toEqual([undefined, 'unknown', []]);
    });

    it('takes a business key once, in one transaction and in two', async () => {
      const trip = randomUUID();
      await expect(
        inOne([], (sagas) => [begin(randomUUID(), trip)(sagas), begin(randomUUID(), trip)(sagas)]),
      ).rejects.toThrow(SagaExists);
      await inOne([], begin(randomUUID(), trip));
      await expect(inOne([], begin(randomUUID(), trip))).rejects.toThrow(SagaExists);
    });

    it('leaves instances of an unknown version to those who know it', async () => {
      const id = randomUUID();
      await inOne([], begin(id));
      const elsewhere = under.storeFor(new SagaRegistry([{ ...paced(tripSaga, 2), version: 2 }]));
      const answered = under.database.transaction(async (tx) =>
        say(id, FlightBooked, { trip: id, seat: '7A' }, 'flight')(await elsewhere.load(tx, [id])),
      );
      await expect(answered).rejects.toMatchObject({ name: 'UnknownVersion', retry: 'outage' });
    });
  });
}

const NOW = new Date('2030-01-01T12:00:00Z');
const message = (id: string) => ({
  id: `to ${id}`,
  inboxId: id,
  type: 'trips.book',
  version: 1,
  source: '/trips',
  time: NOW,
  key: id,
  data: {},
  trace: {},
});
const contextOf = (id: string): Context => ({
  now: NOW,
  message: message(id),
  late: false,
  id: (what) => `${id}/${what}`,
});

const replyTo = <D extends object>(id: string, contract: Contract<D>, data: D, step: string) => ({
  ...message(id),
  type: contract.type,
  data,
  correlationId: id,
  step,
  ask: 1,
});
