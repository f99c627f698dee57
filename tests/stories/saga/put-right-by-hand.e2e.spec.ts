import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { System } from '../../machines/support/system.js';

interface Saga extends Record<string, unknown> {
  readonly id: string;
  readonly revision: number;
}

// The walk-through of docs/operating-sagas.md: an order that no retry helps is found, and put right by a person.
describe('an order that is stuck at a refused undo', () => {
  let system: System;
  beforeAll(async () => void (system = await System.start()), 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  const sagas = async (query: string) =>
    (await (await fetch(`${system.services.urls.orders}/ops/sagas${query}`)).json()) as Saga & { items: Saga[] };
  const act = async (id: string, name: string, body: object) => {
    const headers = { 'content-type': 'application/json', 'x-operator': 'ada' };
    const response = await fetch(`${system.services.urls.orders}/ops/sagas/${id}/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Saga };
  };
  async function stuck(): Promise<{ orderId: string; saga: Saga }> {
    const { orderId } = await system.shop.place({ card: 'tok_void_refused', postcode: '00000' });
    expect(await system.shop.ended(orderId)).toMatchObject({
      status: 'needs-attention',
      reason: { code: 'authorise-payment' },
    });
    const { items } = await sagas(`?status=needs-operator&step=authorise-payment&businessKey=${orderId}`);
    expect(items).toMatchObject([
      {
        saga: 'fulfil-order',
        businessKey: orderId,
        phase: { stuck: { step: 'authorise-payment', asking: 'undo', because: 'refused' } },
      },
    ]);
    return { orderId, saga: items[0]! };
  }

  const cancelledMail = (orderId: string) =>
    until(async () => (await system.shop.mails(orderId)).find(({ subject }) => subject === 'Your order is cancelled'), {
      timeout: 30_000,
      what: 'the mail',
    });

  it('goes on once a person says that the money is given back, and the customer hears of it', async () => {
    const { orderId, saga } = await stuck();
    const reply = {
      expectedVersion: saga.revision,
      reason: 'the bank gave it back by phone',
      type: 'payments.payment-voided',
      data: { orderId },
    };
    expect((await act(saga.id, 'skip', { ...reply, data: {} })).status).toBe(409);
    expect(await act(saga.id, 'skip', reply)).toMatchObject({
      status: 200,
      body: { status: 'compensating', steps: { 'authorise-payment': { at: 'undone' } } },
    });
    await until(async () => (await system.shop.order(orderId)).status === 'cancelled', { timeout: 30_000 });
    expect(await system.shop.order(orderId)).toMatchObject({ reason: { code: 'no-carrier' } });
    expect(await system.shop.undone(orderId)).toEqual(undoneFrom('authorise-payment'));
    expect((await system.shop.stock()).every(({ reserved }) => reserved === 0)).toBe(true);
    expect((await cancelledMail(orderId)).text).toContain('nothing is charged');
    expect((await act(saga.id, 'skip', reply)).body).toMatchObject({ status: 409, type: 'urn:problem:saga-moved' });
  }, 90_000);

  it('has its stock given back past the stuck undo, still says what is owed, and ends by the word of a person', async () => {
    const { orderId, saga } = await stuck();
    expect(
      (await act(saga.id, 'compensate', { expectedVersion: saga.revision, reason: 'the stock is needed' })).status,
    ).toBe(200);
    const owing = await until(
      async () => {
        const now = await sagas(`/${saga.id}`);
        return now['status'] === 'needs-operator' ? now : undefined;
      },
      { timeout: 30_000 },
    );
    expect(await system.shop.undone(orderId)).toEqual(undoneFrom('authorise-payment').slice(1));
    const resolution = { expectedVersion: owing.revision, reason: 'written off', outcome: 'rolled-back' };
    expect(await act(saga.id, 'resolve', { ...resolution, outcome: 'completed' })).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:saga-refuses' },
    });
    expect(await act(saga.id, 'resolve', resolution)).toMatchObject({
      status: 200,
      body: { status: 'resolved', phase: { note: 'written off', outcome: 'rolled-back' } },
    });
    expect((await sagas('?status=needs-operator')).items).toEqual([]);
    expect(await system.shop.order(orderId)).toMatchObject({ status: 'cancelled', reason: { code: 'no-carrier' } });
    expect((await system.shop.timeline(orderId)).at(-1)).toMatchObject({
      kind: 'resolved',
      step: 'authorise-payment',
      detail: 'as rolled-back: written off',
    });
    expect((await cancelledMail(orderId)).text).not.toContain('charged');
  }, 90_000);
});
