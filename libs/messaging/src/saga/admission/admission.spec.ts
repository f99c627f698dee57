import { describe, expect, it } from '@jest/globals';
import { milliseconds } from '../../runtime/duration.js';
import type { SagaDefinition } from '../definition.js';
import { Admission, limitsOf } from './admission.js';

const limits = { targetMs: 15_000, floor: 100, windowMs: 30_000 };

/** Seen once a second: so many completed a second, so many on their way. */
function seen(
  admission: Admission,
  seconds: number,
  { perSecond, inFlight }: { perSecond: number; inFlight: number },
  from = 0,
): Admission {
  for (let second = 0; second <= seconds; second += 1)
    admission.see({ inFlight, completed: second * perSecond }, (from + second) * 1_000);
  return admission;
}

describe('the door of a saga', () => {
  it('lets in as many as the floor says while none was completed yet', () => {
    const admission = new Admission('trip', limits);
    for (let n = 0; n < 100; n += 1) {
      expect(admission.state.open).toBe(true);
      admission.letIn();
    }
    expect(admission.state).toMatchObject({ open: false, inFlight: 100, limit: 100, perSecond: 0, retryAfter: 30 });
  });

  it('lets in what can be completed within the target at the rate of the last half minute', () => {
    expect(seen(new Admission('trip', limits), 60, { perSecond: 20, inFlight: 299 }).state).toMatchObject({
      open: true,
      limit: 300,
      perSecond: 20,
    });
    expect(seen(new Admission('trip', limits), 60, { perSecond: 20, inFlight: 320 }).state).toMatchObject({
      open: false,
      retryAfter: 2,
    });
  });

  it('forgets what was let in once a look has counted it', () => {
    const admission = new Admission('trip', limits);
    for (let n = 0; n < 100; n += 1) admission.letIn();
    admission.see({ inFlight: 40, completed: 0 }, 1_000);
    expect(admission.state).toMatchObject({ open: true, inFlight: 40 });
  });

  it('opens again by itself when those on their way have ended, whatever the rate has become', () => {
    const admission = seen(new Admission('trip', limits), 60, { perSecond: 0, inFlight: 5_000 });
    expect(admission.state.open).toBe(false);
    admission.see({ inFlight: 99, completed: 0 }, 61_000);
    expect(admission.state.open).toBe(true);
  });

  it('does not take a rate for smaller since a process that had told of its own has ended', () => {
    const admission = new Admission('trip', limits);
    admission.see({ inFlight: 0, completed: 50 }, 0);
    admission.see({ inFlight: 0, completed: 20 }, 1_000);
    expect(admission.state.perSecond).toBe(0);
  });
});

const step = (within: string, asks = 1) => ({
  kind: 'compensatable',
  within: milliseconds(within as '1s', 'it'),
  asks,
});
const definition = (...steps: object[]) => ({ steps }) as unknown as SagaDefinition;

describe('the limits of a saga', () => {
  it('aim at half of its shortest deadline', () =>
    expect(limitsOf(definition(step('2m'), step('30s'), { kind: 'pivot' }))).toMatchObject({ targetMs: 15_000 }));

  it('are none where a step waits for people, or none has a deadline', () => {
    expect(limitsOf(definition(step('2m'), step('168h', 3)))).toBeUndefined();
    expect(limitsOf(definition({ kind: 'pivot' }))).toBeUndefined();
  });
});
