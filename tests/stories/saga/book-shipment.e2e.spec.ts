import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { Lab } from './support.js';

const UNDONE = undoneFrom('book-shipment');

// Before the point of no return whatever goes wrong with book-shipment takes the order back. A step that said no has
// done nothing; one that said nothing may have done it, and is undone too.
describe('book-shipment', () => {
  const lab = Lab.open();

  it('that is refused takes the order back', async () => {
    const { order, undone } = await lab.run('refused', { postcode: '00000' });
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'no-carrier' } });
    expect(undone).toEqual(UNDONE.slice(1));
  }, 30_000);

  it('that stays silent is undone too, since it may have happened', async () => {
    const { shop } = lab.system;
    const { order, undone } = await lab.run('silent', {}, async ({ orderId }) => {
      await lab.silence('shipping', () =>
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
      await lab.silence('shipping', () => lab.asked(placed, 'reserve-stock'));
    });
    expect(order.status).toBe('fulfilled');
    expect(undone).toEqual([]);
  }, 30_000);

  it.each(['before-commit', 'after-commit'] as const)(
    'whose service crashes %s happens once, or is undone',
    async (point) => {
      const placed = await lab.crash('shipping', point, 'shipping.book-shipment');
      const { order, undone } = await lab.report(`crash ${point}`, placed);
      // Back too late for its deadline, the service may say no itself before the saga takes its silence for one.
      expect(order.status === 'fulfilled' ? [[]] : [UNDONE, UNDONE.slice(1)]).toContainEqual(undone);
    },
    60_000,
  );

  it('whose undo is refused needs a person: what was asked before it is left as it is', async () => {
    const placed = await lab.place({ card: 'tok_capture_refused', postcode: '99999' });
    const { order, undone } = await lab.report('undo refused', placed);
    expect(order).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'book-shipment', text: 'undoing book-shipment was refused' },
    });
    expect(undone).toEqual([]);
    expect((await lab.system.shop.charges(placed.orderId)).map(({ status }) => status)).toEqual(['authorised']);
    expect((await lab.system.shop.parcels(placed.orderId)).map(({ status }) => status)).toEqual(['booked']);
    await lab.criesForHelp(placed);
  }, 30_000);

  it('whose undo is never answered needs a person, and moves on when the answer comes after all', async () => {
    const { stuck, then } = await lab.unanswered('shipping', 'book-shipment');
    expect(stuck).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'book-shipment', text: 'undoing book-shipment was asked 8 times without an answer' },
    });
    // On a slow machine the deadline of the silent step passes before the customer cancels; what is undone is the same.
    expect(then.order).toMatchObject({
      status: 'cancelled',
      reason: { code: expect.stringMatching(/^(customer-cancelled|deadline-missed)$/) },
    });
    expect(then.undone).toEqual(UNDONE);
  }, 60_000);
});
