import { describe, expect, it, jest } from '@jest/globals';
import { silent } from '../../runtime/logger.js';
import { fresh, type Phase } from '../engine/instance.js';
import type { HistoryKind } from '../engine/incoming.js';
import { tripSaga } from '../../testing/trip-saga.js';
import type { ChangedSaga } from './stored.js';
import { tellStuck } from './tell-stuck.js';

const stuck: Phase = {
  status: 'needs-operator',
  stuck: { step: 'hotel', asking: 'undo', because: 'refused', asks: 1 },
  before: { status: 'running' },
};

function changed(phase: Phase, kind: HistoryKind): ChangedSaga {
  const instance = { ...fresh(tripSaga, { id: 's-1', businessKey: 'rome', data: {} }), phase };
  return {
    instance,
    revision: 2,
    trace: {},
    createdAt: new Date(0),
    isNew: false,
    dataChanged: false,
    transitions: [{ seq: 2, at: new Date(0), messageId: 'm', traceId: undefined, lines: [{ kind }] }],
  };
}

/** What is logged as an error once the transaction is committed, and before. */
function told(saga: ChangedSaga) {
  const error = jest.fn();
  const effects: (() => void)[] = [];
  tellStuck(
    {
      sql: () => Promise.resolve([]),
      prisma: undefined,
      now: Promise.resolve(new Date(0)),
      afterCommit: (effect) => effects.push(effect),
    },
    [saga],
    { ...silent, error },
  );
  const before = error.mock.calls.length;
  for (const effect of effects) effect();
  return { before, errors: error.mock.calls };
}

describe('an instance that has come to need an operator', () => {
  it('is an error in the log that names its step, once that is committed', () => {
    expect(told(changed(stuck, 'needs-operator'))).toEqual({
      before: 0,
      errors: [
        [
          {
            sagaId: 's-1',
            saga: 'trip',
            businessKey: 'rome',
            step: 'hotel',
            asking: 'undo',
            because: 'refused',
            asks: 1,
          },
          'a saga needs an operator',
        ],
      ],
    });
  });

  it('is not told again for what comes while it waits, nor once it has moved on', () => {
    expect(told(changed(stuck, 'ignored')).errors).toEqual([]);
    expect(told(changed({ status: 'running' }, 'needs-operator')).errors).toEqual([]);
  });
});
