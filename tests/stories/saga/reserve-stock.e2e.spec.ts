import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { Lab } from './support.js';

const UNDONE = undoneFrom('reserve-stock');

// Before the point of no return whatever goes wrong with reserve-stock takes the order back. A step that said no has
// done nothing; one that said nothing may have done it, and is undone too.
describe('reserve-stock', () => {
  const lab = Lab.open();

  it('that is refused takes the order back', async () => {
    const { order, undone } = await lab.run('refused', { lines: [{ sku: 'SOLD-OUT', quantity: 1 }] });
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'stock-refused' } });
    expect(undone).toEqual(UNDONE.slice(1));
  }, 30_000);

  it('that stays silent is undone too, since it may have happened', async () => {
    const { shop } = lab.system;
    const { order, undone } = await lab.run('silent', {}, async ({ orderId }) => {
      await lab.silence('inventory', () =>
        until(async () => (await shop.timeline(orderId)).some(({ kind }) => kind === 'undo-asked'), {
          timeout: 20_000,
        }),
      );
    });
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'deadline-missed' } });
    expect(undone).toEqual(UNDONE);
  }, 60_000);

  it('that is slow but in time loses nothing', async () => {
    const { order, undone } = await lab.run('slow', {}, async (placed) => {
      await lab.silence('inventory', () => lab.asked(placed, 'reserve-stock'));
    });
    expect(order.status).toBe('fulfilled');
    expect(undone).toEqual([]);
  }, 30_000);

  it.each(['before-commit', 'after-commit'] as const)(
    'whose service crashes %s happens once, or is undone',
    async (point) => {
      const placed = await lab.crash('inventory', point, 'inventory.reserve-stock');
      const { order, undone } = await lab.report(`crash ${point}`, placed);
      // Back too late for its deadline, the service may say no itself before the saga takes its silence for one.
      expect(order.status === 'fulfilled' ? [[]] : [UNDONE, UNDONE.slice(1)]).toContainEqual(undone);
    },
    60_000,
  );

  it('whose undo is never answered needs a person, and moves on when the answer comes after all', async () => {
    const { stuck, then } = await lab.unanswered('inventory', 'reserve-stock');
    expect(stuck).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'reserve-stock', text: 'undoing reserve-stock was asked 8 times without an answer' },
    });
    // On a slow machine the deadline of the silent step passes before the customer cancels; what is undone is the same.
    expect(then.order).toMatchObject({
      status: 'cancelled',
      reason: { code: expect.stringMatching(/^(customer-cancelled|deadline-missed)$/) },
    });
    expect(then.undone).toEqual(UNDONE);
  }, 60_000);
});
