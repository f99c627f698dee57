import { Problem } from '@sagaworks/chassis';
import type { Database } from '../../runtime/database.js';
import type { WholeSaga } from '../../operations/schemas/sagas.js';
import { refusedOrders } from '../../operations/sagas/refused-acts.js';
import { nextDeadline, sagaById } from '../../saga/read/sagas.js';
import { sagaTimeline } from '../../saga/read/timeline.js';
import { sagaTransitions } from '../../operations/sagas/transitions.js';

export const noSuchSaga = (id: string): Problem =>
  new Problem({ status: 404, code: 'unknown-saga', detail: `No saga instance has the id ${id}.` });

/**
 * One instance whole: where it stands, what falls due next, what has happened, what each move
 * changed, and what operators were refused.
 */
export async function shownSaga(database: Database, id: string): Promise<WholeSaga> {
  const [saga, timeline, transitions, refused] = await Promise.all([
    sagaById(database, id),
    sagaTimeline(database, id),
    sagaTransitions(database, id),
    refusedOrders(database, id),
  ]);
  if (saga === undefined) throw noSuchSaga(id);
  return { ...saga, nextDeadline: nextDeadline(saga) ?? null, timeline, transitions, refusedActs: refused };
}
