import { afterEach, describe, expect, it } from '@jest/globals';
import { Overloaded } from '../../errors.js';
import { silent } from '../../runtime/logger.js';
import { until } from '../../testing/until.js';
import type { SagaDefinition } from '../definition.js';
import type { SagaLoad } from './admission.js';
import { SagaAdmission } from './saga-admission.js';

const trip = { name: 'trip', steps: [{ kind: 'compensatable', within: 30_000, asks: 1 }] } as unknown as SagaDefinition;
const visit = { name: 'visit', steps: [{ kind: 'pivot' }] } as unknown as SagaDefinition;

const started: SagaAdmission[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

function door(load: () => SagaLoad, unsentMs = () => 0): SagaAdmission {
  const admission = new SagaAdmission({
    definitions: [trip, visit],
    source: { exchange: async () => new Map([['trip', load()]]) },
    completions: { counts: new Map() },
    unsentMs,
    log: silent,
    limits: { floor: 2 },
  });
  started.push(admission);
  admission.start();
  return admission;
}
const refusal = (admission: SagaAdmission, saga = 'trip'): Overloaded | undefined => {
  try {
    admission.letIn(saga);
    return undefined;
  } catch (error) {
    return error as Overloaded;
  }
};

describe('the door of a service', () => {
  it('refuses what could not end in time, and says when to come again', async () => {
    const admission = door(() => ({ inFlight: 5, completed: 0 }));
    await until(() => !admission.state.get('trip')!.open);
    expect(refusal(admission)).toBeInstanceOf(Overloaded);
    expect(refusal(admission)).toMatchObject({ retryAfter: 30 });
  });

  it('counts those let in since the last look', () => {
    const admission = door(() => ({ inFlight: 0, completed: 0 }));
    expect([refusal(admission), refusal(admission)]).toEqual([undefined, undefined]);
    expect(refusal(admission)).toBeInstanceOf(Overloaded);
  });

  it('lets in sagas without deadlines, whatever is under way', () =>
    expect(
      refusal(
        door(() => ({ inFlight: 5, completed: 0 })),
        'visit',
      ),
    ).toBeUndefined());

  it('refuses while the oldest message has waited too long to be sent, and no longer', () => {
    let unsent = 16_000;
    const admission = door(
      () => ({ inFlight: 0, completed: 0 }),
      () => unsent,
    );
    expect(refusal(admission)).toMatchObject({ message: expect.stringContaining('16 s') });
    unsent = 14_000;
    expect(refusal(admission)).toBeUndefined();
  });

  it('stays as it was while the load cannot be read', async () => {
    let looks = 0;
    const admission = door(() => {
      looks += 1;
      throw new Error('away');
    });
    await until(() => looks > 0);
    expect(refusal(admission)).toBeUndefined();
  });
});
