import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { holdingRelay } from '../../machines/support/lease.js';
import { Oracle } from '../../machines/support/oracle.js';
import { System } from '../../machines/support/system.js';

/** 1.5 s to reserve, 6 s to authorise. */
const PACE = { SAGA_PACE: '0.05' };

it('a yes that comes after its step was given up and undone changes nothing: the order stays cancelled, the money is not held', async () => {
  await using system = await System.start({ env: PACE });
  const { shop } = system;
  const oracle = await Oracle.over(system);
  const { orderId } = await holdingRelay(system, 'payments', async () => {
    const placed = await shop.place();
    await until(async () => (await shop.charges(placed.orderId)).some(({ status }) => status === 'authorised'), {
      what: 'the card being charged',
      timeout: 20_000,
    });
    expect(
      (await shop.timeline(placed.orderId)).filter(
        ({ step, kind }) => step === 'authorise-payment' && kind === 'answered',
      ),
    ).toEqual([]);
    await until(async () => (await shop.charges(placed.orderId)).every(({ status }) => status === 'voided'), {
      what: 'the silent step being undone',
      timeout: 30_000,
    });
    return placed;
  });
  expect(await shop.ended(orderId)).toMatchObject({ status: 'cancelled', reason: { code: 'deadline-missed' } });
  expect(await shop.undone(orderId)).toEqual(undoneFrom('authorise-payment'));
  const late = (await shop.timeline(orderId)).filter(
    ({ step, kind }) => step === 'authorise-payment' && (kind === 'answered' || kind === 'ignored'),
  );
  expect(late).toHaveLength(1);
  expect(await oracle.wrong()).toEqual([]);
}, 120_000);
