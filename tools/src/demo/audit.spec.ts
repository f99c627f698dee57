import { describe, expect, it } from '@jest/globals';
import { wrongEnd, wrongStock } from './audit.js';
import type { Outcome } from './follow.js';
import { linesOf, scenarios } from './scenarios.js';

const [wellEnding, soldOut] = scenarios;
const level = (available: number, reserved: number, shipped: number) => ({ sku: 'PEN', available, reserved, shipped });

function outcome(over: Partial<Outcome> = {}): Outcome {
  return {
    scenario: wellEnding,
    lines: linesOf(wellEnding, ['PEN']),
    placed: { orderId: 'o1', traceId: 't1', total: { amount: 500, currency: 'EUR' } },
    order: { status: 'fulfilled' },
    undone: [],
    milliseconds: 1,
    ...over,
  };
}

describe('the audit of the demo', () => {
  it('accepts stock of which the fulfilled orders were shipped', () => {
    expect(wrongStock([outcome()], [level(10, 0, 0)], [level(8, 0, 2)])).toEqual([]);
  });

  it('names stock that is still held', () => {
    expect(wrongStock([outcome()], [level(10, 0, 0)], [level(8, 2, 0)])).toHaveLength(1);
  });

  it('expects nothing to be shipped for a cancelled order', () => {
    expect(wrongStock([outcome({ order: { status: 'cancelled' } })], [level(10, 0, 0)], [level(8, 0, 2)])).toHaveLength(
      1,
    );
  });

  it('accepts the end that the scenario foretold', () => {
    expect(wrongEnd(outcome())).toEqual([]);
    const refused = outcome({
      scenario: soldOut,
      order: { status: 'cancelled', reason: { code: 'stock-refused', text: '' } },
    });
    expect(wrongEnd(refused)).toEqual([]);
  });

  it('names an order that ended for another reason', () => {
    const refused = outcome({
      scenario: soldOut,
      order: { status: 'cancelled', reason: { code: 'card-declined', text: '' } },
    });
    expect(wrongEnd(refused)[0]).toContain('ended cancelled (card-declined) instead of cancelled (stock-refused)');
  });
});
