import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { judgedSystem } from '../../machines/support/judged-system.js';
import type { Return } from '../../machines/support/shop.js';
import type { System } from '../../machines/support/system.js';

// A fulfilled order comes back: the parcel, then the money, then the goods on the shelf, each once;
// and the books of all parties agree.
describe('a return', () => {
  let system: System;
  judgedSystem((started) => (system = started));

  async function fulfilled(quantity = 1): Promise<string> {
    const { orderId } = await system.shop.place({ lines: [{ sku: 'GRINDER', quantity }] });
    expect((await system.shop.ended(orderId)).status).toBe('fulfilled');
    return orderId;
  }
  async function asked(orderId: string): Promise<Return> {
    const response = await system.shop.giveBack(orderId);
    expect([response.status, response.headers.get('location')]).toEqual([202, `/orders/${orderId}/returns`]);
    return (await response.json()) as Return;
  }
  const found = (orderId: string, wanted: Partial<Return>) =>
    until(
      async () => {
        const [back] = await system.shop.returns(orderId);
        return Object.entries(wanted).every(([name, value]) => back?.[name as keyof Return] === value)
          ? back
          : undefined;
      },
      { timeout: 30_000, what: JSON.stringify(wanted) },
    );
  const subjects = async (orderId: string) => (await system.shop.mails(orderId)).map(({ subject }) => subject);
  const mugs = async () => (await system.shop.stock()).find(({ sku }) => sku === 'GRINDER')!;

  it('gives the money back once the parcel is back, puts the goods on the shelf, and tells the customer', async () => {
    const orderId = await fulfilled(3);
    const { available, shipped } = await until(async () => ((await mugs()).reserved === 0 ? mugs() : undefined));
    const { returnId } = await asked(orderId);
    await found(orderId, { status: 'pending', awaitsParcel: true });
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['captured']);
    expect((await system.shop.parcelIsBack(orderId)).status).toBe(202);
    expect(await found(orderId, { status: 'returned' })).toMatchObject({ returnId, orderId, reason: null });
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['refunded']);
    expect(await mugs()).toMatchObject({ available: available + 3, shipped: shipped - 3 });
    await until(async () => (await subjects(orderId)).length === 3, { timeout: 30_000 });
    expect(await subjects(orderId)).toEqual([
      'Your order is on its way',
      'Send your parcel back to us',
      'Your money is on its way back',
    ]);
    expect(await system.shop.order(orderId)).toMatchObject({ status: 'fulfilled' });
  }, 60_000);

  it('is the same return however often it is asked for, and the parcel counts once', async () => {
    const orderId = await fulfilled();
    const answers = await Promise.all([asked(orderId), asked(orderId), asked(orderId)]);
    expect(new Set(answers.map(({ returnId }) => returnId)).size).toBe(1);
    const said = await until(async () =>
      (await found(orderId, { awaitsParcel: true }))
        ? Promise.all([system.shop.parcelIsBack(orderId), system.shop.parcelIsBack(orderId)])
        : undefined,
    );
    expect(said.map(({ status }) => status)).toEqual([202, 202]);
    await found(orderId, { status: 'returned' });
    expect((await asked(orderId)).status).toBe('returned');
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['refunded']);
  }, 60_000);

  it('is refused for an order that is not fulfilled, and for none at all', async () => {
    const { orderId } = await system.shop.place({ card: 'tok_declined' });
    await system.shop.ended(orderId);
    const refusal = await system.shop.giveBack(orderId);
    expect([refusal.status, (await refusal.json()) as object]).toMatchObject([
      409,
      { type: 'urn:problem:not-fulfilled' },
    ]);
    expect((await system.shop.giveBack('0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90')).status).toBe(404);
    expect((await system.shop.parcelIsBack(orderId)).status).toBe(409);
    expect(await system.shop.returns(orderId)).toEqual([]);
  }, 60_000);

  it('that an operator calls off while the parcel is awaited takes no parcel and gives no money back', async () => {
    const orderId = await fulfilled();
    const { links } = await asked(orderId);
    await found(orderId, { awaitsParcel: true });
    const saga = `${system.services.urls.orders}${links.saga}`;
    const { revision } = (await (await fetch(saga)).json()) as { revision: number };
    const act = (expectedVersion: number) =>
      fetch(`${saga}/cancel`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-operator': 'ada' },
        body: JSON.stringify({ expectedVersion, reason: 'the customer keeps it' }),
      });
    expect((await act(revision - 1)).status).toBe(409);
    expect((await act(revision)).status).toBe(200);
    expect(await found(orderId, { status: 'rejected' })).toMatchObject({ reason: { code: 'called-off' } });
    expect((await system.shop.parcelIsBack(orderId)).status).toBe(409);
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['captured']);
  }, 60_000);
});
