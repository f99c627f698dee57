import { describe, expect, it } from '@jest/globals';
import type { Outcome, WorkUnit } from '../../handler/work-unit.js';
import { LoadedSagas } from '../store/loaded-sagas.js';
import { SagaRegistry } from '../saga-registry.js';
import { start } from '../../handler/outgoing.js';
import type { Context } from '../../handler/handler.js';
import { tripSaga } from '../../testing/trip-saga.js';
import { DeadlineUnits } from './deadline-units.js';
import type { Postponed } from './due-sagas.js';

const BEGUN = new Date('2026-01-01T12:00:00Z');
const id = '6e1a8ab3-7d9e-4f0f-8d0e-0a3f2c1b0d9e';
const contextAt = (seconds: number): Context => ({
  now: new Date(BEGUN.getTime() + seconds * 1_000),
  message: { id: 'm', inboxId: id, type: 't', version: 1, source: '/t', time: BEGUN, key: 'k', data: {}, trace: {} },
  late: false,
  id: (name) => name,
});

/** Runs the unit of a saga that seems to be due after so many seconds; what is postponed then. */
async function decided(seconds: number, outcome: Outcome = { kind: 'done', reply: undefined }) {
  const postponed: Postponed[] = [];
  const sagas = new LoadedSagas(new SagaRegistry([tripSaga]), []);
  sagas.start(start(tripSaga, { id, businessKey: 'rome', data: { trip: 'rome' } }), contextAt(0));
  const units = new DeadlineUnits(
    { load: () => Promise.resolve(sagas), save: () => undefined },
    { due: () => Promise.reject(new Error('not asked')), postpone: (_tx, each) => void postponed.push(...each) },
  );
  const due = { id, businessKey: 'rome', dueAt: BEGUN, lookAt: BEGUN, trace: {} };
  const unit: WorkUnit = units.unitOf(due, []);
  unit.parts[0]!.run(sagas, contextAt(seconds));
  await unit.source.settle(undefined as never, new Map([[unit, outcome]]));
  return postponed;
}

describe('a saga that seems to be due', () => {
  it('and has nothing to do is postponed: else it would be due for ever, in front of all others', async () => {
    expect(await decided(10)).toMatchObject([{ sagaId: id }]);
  });

  it('and acts is left to fall due again by what it asked', async () => {
    expect(await decided(31)).toEqual([]);
  });

  it('and fails is postponed with its error', async () => {
    const error = new TypeError('no seat');
    expect(await decided(31, { kind: 'failed', error })).toMatchObject([{ sagaId: id, error }]);
  });
});
