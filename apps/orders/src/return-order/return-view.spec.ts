import { describe, expect, it } from '@jest/globals';
import { returnOf } from './return-view.js';

const at = new Date('2026-01-01T00:00:00Z');
const saga = {
  id: 'r1',
  saga: 'return-order',
  version: 1,
  businessKey: 'o1',
  revision: 7,
  steps: {},
  dueAt: undefined,
  startedAt: at,
  changedAt: at,
  traceId: undefined,
} as const;
const stuck = { step: 'receive-parcel', asking: 'undo', because: 'refused', asks: 1 } as const;
const reason = { kind: 'cancelled', step: 'receive-parcel' } as const;

describe('a return that a person has resolved', () => {
  it.each([
    [{ outcome: 'completed' } as const, 'returned', null],
    [
      { outcome: 'rolled-back', reason } as const,
      'rejected',
      { code: 'called-off', text: 'the return was called off' },
    ],
    [
      { outcome: 'unknown' } as const,
      'needs-attention',
      { code: 'receive-parcel', text: 'people have seen to it, without saying how it ended' },
    ],
  ])('is shown as %j', (resolution, status, why) => {
    expect(
      returnOf(
        { ...saga, status: 'resolved', phase: { status: 'resolved', stuck, note: 'seen to', ...resolution } },
        undefined,
      ),
    ).toMatchObject({ status, reason: why });
  });
});
