import { describe, expect, it } from '@jest/globals';
import { Lab } from './support.js';

// After the point of no return there is only forward: whatever goes wrong is asked again
// until the parcel is on its way.
describe('dispatch-shipment', () => {
  const lab = Lab.open();

  it.each(['before-commit', 'after-commit'] as const)(
    'whose service crashes %s sends the parcel once',
    async (point) => {
      const placed = await lab.crash('shipping', point, 'shipping.dispatch-shipment');
      const { order, undone } = await lab.report(`crash ${point}`, placed);
      expect(order.status).toBe('fulfilled');
      expect(undone).toEqual([]);
      expect((await lab.system.shop.parcels(placed.orderId)).map(({ status }) => status)).toEqual(['dispatched']);
    },
    60_000,
  );

  it('that stays silent is waited for, and cannot be cancelled any more', async () => {
    const placed = await lab.place();
    await lab.asked(placed, 'capture-payment');
    await lab.silence('shipping', async () => {
      await lab.asked(placed, 'dispatch-shipment');
      expect((await lab.system.shop.cancel(placed.orderId)).status).toBe(409);
    });
    const { order, undone } = await lab.report('silent', placed);
    expect(order.status).toBe('fulfilled');
    expect(undone).toEqual([]);
  }, 60_000);
});
