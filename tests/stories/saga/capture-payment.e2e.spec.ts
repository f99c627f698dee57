import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { Lab } from './support.js';

// The point of no return: its no still takes everything back, but silence and crashes only make it be asked again.
describe('capture-payment', () => {
  const lab = Lab.open();

  it('that is refused takes the order back', async () => {
    const { order, undone } = await lab.run('refused', { card: 'tok_capture_refused' });
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'capture-refused' } });
    expect(undone).toEqual(undoneFrom('book-shipment'));
  }, 30_000);

  it('that stays silent is asked again until it is done, and money is taken once', async () => {
    const { shop } = lab.system;
    const placed = await lab.place({ card: 'tok_slow' });
    await lab.asked(placed, 'authorise-payment');
    // Shipping is stopped until capture is about to be asked, then payments is, so that the ask finds nobody.
    await lab.silence('shipping', async () => {
      await lab.asked(placed, 'book-shipment');
      await lab.system.service('payments').kill('SIGSTOP');
    });
    await until(
      async () =>
        (await shop.timeline(placed.orderId)).filter(({ kind, step }) => kind === 'asked' && step === 'capture-payment')
          .length >= 2,
      { timeout: 20_000 },
    );
    await lab.system.service('payments').kill('SIGCONT');
    const { order, undone } = await lab.report('silent', placed);
    expect(order.status).toBe('fulfilled');
    expect(undone).toEqual([]);
    expect((await shop.charges(placed.orderId)).map(({ status }) => status)).toEqual(['captured']);
  }, 60_000);

  it.each(['before-commit', 'after-commit'] as const)(
    'whose service crashes %s takes the money once',
    async (point) => {
      const placed = await lab.crash('payments', point, 'payments.capture-payment');
      const { order, undone } = await lab.report(`crash ${point}`, placed);
      expect(order.status).toBe('fulfilled');
      expect(undone).toEqual([]);
      expect((await lab.system.shop.charges(placed.orderId)).map(({ status }) => status)).toEqual(['captured']);
    },
    60_000,
  );
});
