import { describe, expect, it } from '@jest/globals';
import { WrongDeclaration } from '../../errors.js';
import { defaultRetryPolicy, delayAfter, policyFrom } from './retry-policy.js';

const steady = { ...defaultRetryPolicy, jitter: 0 };
const half = () => 0.5;

describe('the default schedule', () => {
  it('waits 1, 5, 15, 60 and 300 seconds, then gives up', () => {
    expect([1, 2, 3, 4, 5, 6].map((failed) => delayAfter(failed, steady, half))).toEqual([
      1_000,
      5_000,
      15_000,
      60_000,
      300_000,
      undefined,
    ]);
  });

  it('shifts each wait by up to a fifth either way', () => {
    expect([0, 0.5, 1].map((chance) => delayAfter(2, defaultRetryPolicy, () => chance))).toEqual([4_000, 5_000, 6_000]);
  });
});

it('without delays the first failure is the last', () => {
  expect(delayAfter(1, { ...steady, delaysMs: [] }, half)).toBeUndefined();
});

describe('what a handler declares', () => {
  it('is as by default where it says nothing', () => {
    expect(policyFrom({})).toEqual(defaultRetryPolicy);
    expect(policyFrom({ afterDeath: 'hold' })).toEqual({ ...defaultRetryPolicy, afterDeath: 'hold' });
  });

  it('repeats the last wait, or leaves waits out, until the tries are spent', () => {
    expect(policyFrom({ waits: ['1s', '2s'], tries: 5 }).delaysMs).toEqual([1_000, 2_000, 2_000, 2_000]);
    expect(policyFrom({ tries: 2 }).delaysMs).toEqual([1_000]);
    expect(policyFrom({ tries: 1 }).delaysMs).toEqual([]);
  });

  it('begins no try that could come too late, jitter included', () => {
    expect(policyFrom({ until: '30s' }).delaysMs).toEqual([1_000, 5_000, 15_000]);
    expect(policyFrom({ until: '25s' }).delaysMs).toEqual([1_000, 5_000]);
    expect(policyFrom({ until: '21s', jitter: 0 }).delaysMs).toEqual([1_000, 5_000, 15_000]);
  });

  it.each([{ tries: 0 }, { tries: 1.5 }, { waits: [], tries: 2 }, { waits: ['soon' as '1s'] }])(
    'is refused at the start if it cannot work: %j',
    (declaration) => {
      expect(() => policyFrom(declaration)).toThrow(WrongDeclaration);
    },
  );
});
