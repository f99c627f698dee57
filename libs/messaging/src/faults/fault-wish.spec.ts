import { describe, expect, it } from '@jest/globals';
import { faultWish } from './fault-wish.js';

const complaints = (wish: object) =>
  (faultWish.safeParse(wish).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a wish for a fault', () => {
  it.each([
    { point: 'after-commit', action: 'crash', type: 'payments.capture-payment', times: 1 },
    { point: 'before-send', action: 'reorder', share: 0.1, forMs: 60_000 },
    { point: 'on-rebalance', action: 'throw' },
  ])('is taken: %j', (wish) => {
    expect(complaints(wish)).toEqual([]);
  });

  it.each([
    [{ point: 'after-commit', action: 'drop' }, 'action: after-commit takes crash, throw'],
    [
      { point: 'on-rebalance', action: 'crash', type: 'a.b' },
      'type: on-rebalance knows no message: leave out type and key',
    ],
    [
      { point: 'before-offset-commit', action: 'crash', key: 'o-1' },
      'key: before-offset-commit knows no message: leave out type and key',
    ],
    [{ point: 'before-commit', action: 'delay' }, 'delayMs: A delay needs it'],
    [{ point: 'before-commit', action: 'crash', delayMs: 5 }, 'delayMs: Only for delay and reorder'],
  ])('is refused with what would be right: %j', (wish, complaint) => {
    expect(complaints(wish)).toEqual([complaint]);
  });
});
