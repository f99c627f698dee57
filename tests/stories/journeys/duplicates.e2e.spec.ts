import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import { placeMany } from '../../machines/support/load.js';
import { Oracle } from '../../machines/support/oracle.js';
import type { Return, Shop } from '../../machines/support/shop.js';
import { System } from '../../machines/support/system.js';
import { sendAllAgain } from '../../machines/support/topics.js';

it('every message that was ever sent may come once more: no order, no charge, no parcel, no return and no mail changes', async () => {
  await using system = await System.start();
  const { shop } = system;
  const oracle = await Oracle.over(system);
  const placed = await placeMany(shop, 12);
  for (const { orderId } of placed) await shop.ended(orderId);
  await comesBack(shop, (await shop.place()).orderId);
  // Of the order that came back: it left, it is awaited, its money is back.
  await until(async () => (await shop.mails()).length >= placed.length + 3, {
    timeout: 60_000,
    what: `${placed.length + 3} mails`,
  });
  const books = async () => ({
    orders: await shop.orders(),
    charges: await shop.charges(),
    parcels: await shop.parcels(),
    mails: await shop.mails(),
    stock: await shop.stock(),
  });
  const before = await books();

  expect(await sendAllAgain(system)).toBeGreaterThan(placed.length * 5);
  // One more order goes through every service, behind all the repetitions.
  const last = await shop.place();
  expect((await shop.ended(last.orderId)).status).toBe('fulfilled');
  await until(async () => (await shop.mails(last.orderId)).length === 1, { timeout: 30_000 });

  const others = <T extends { readonly orderId: string }>(items: readonly T[]) =>
    items.filter(({ orderId }) => orderId !== last.orderId);
  const after = await books();
  expect(others(after.orders)).toEqual(before.orders);
  expect(others(after.charges)).toEqual(before.charges);
  expect(others(after.parcels)).toEqual(before.parcels);
  expect(after.mails).toHaveLength(before.mails.length + 1);
  expect(await oracle.wrong()).toEqual([]);
  for (const service of services) {
    const { items } = (await (await fetch(`${system.services.urls[service]}/ops/dead-letters`)).json()) as {
      items: unknown[];
    };
    expect({ service, items }).toEqual({ service, items: [] });
  }
}, 180_000);

async function comesBack(shop: Shop, orderId: string): Promise<void> {
  const is = (wanted: (back: Return) => boolean) =>
    until(async () => (await shop.returns(orderId)).some(wanted), { timeout: 30_000 });
  await shop.ended(orderId);
  await shop.giveBack(orderId);
  await is(({ awaitsParcel }) => awaitsParcel);
  await shop.parcelIsBack(orderId);
  await is(({ status }) => status === 'returned');
}
