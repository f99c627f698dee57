import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Store } from '../../handler/handler.js';
import { start } from '../../handler/outgoing.js';
import type { Database } from '../../runtime/database.js';
import type { LoadSource } from '../../saga/admission/load-source.js';
import type { LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { contextOf } from '../context-of.js';
import { tripSaga } from '../trip-saga.js';

/** A load source as the suite uses it. */
export interface LoadSourceUnderTest {
  readonly database: Database;
  /** Of the saga `trip`. */
  readonly store: Store<string, LoadedSagas>;
  /** As one more process of the service has it. */
  process(): LoadSource;
  close(): Promise<void>;
}

/** What every load source does, held against one adapter. Call it at the top of a spec. */
export function loadSourceCompliance(name: string, make: () => Promise<LoadSourceUnderTest>): void {
  describe(`${name} is a load source`, () => {
    let under: LoadSourceUnderTest;
    beforeAll(async () => {
      under = await make();
      await begin(3);
    });
    afterAll(() => under.close());

    const begin = (count: number) =>
      under.database.transaction(async (tx) => {
        const sagas = await under.store.load(tx, []);
        const context = contextOf({}, {}, await tx.now);
        for (let n = 0; n < count; n += 1) {
          const id = randomUUID();
          sagas.start(start(tripSaga, { id, businessKey: id, data: { trip: id } }), context);
        }
        await under.store.save(tx, sagas);
      });
    const look = async (source: LoadSource, completed: number, atMost = 50) =>
      (await source.exchange(new Map([['trip', completed]]), [{ saga: 'trip', atMost }])).get('trip');

    it('counts the instances in flight, up to what is asked for', async () => {
      expect(await look(under.process(), 0)).toMatchObject({ inFlight: 3 });
      expect(await look(under.process(), 0, 2)).toMatchObject({ inFlight: 2 });
    });

    it('adds up what each process has completed since it was first seen', async () => {
      const [one, other] = [under.process(), under.process()];
      await look(other, 100);
      expect(await look(one, 10)).toMatchObject({ completed: 0 });
      await look(other, 104);
      expect(await look(one, 13)).toMatchObject({ completed: 7 });
      expect(await look(one, 13)).toMatchObject({ completed: 7 });
    });

    it('has no load of a saga of which there is nothing', async () => {
      const loads = await under.process().exchange(new Map(), [{ saga: 'flight', atMost: 50 }]);
      expect([...loads]).toEqual([['flight', { inFlight: 0, completed: 0 }]]);
    });
  });
}
