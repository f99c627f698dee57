import { describe, expect, it } from '@jest/globals';
import type { PlaceOrder } from '@sagaworks/contracts';
import type { DataOf } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import type { OrderStore } from '../order.store.js';
import { Placing } from '../placing.js';
import { fingerprintOf } from './fingerprint.js';
import { PlaceOrderHandler } from './place-order.handler.js';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const catalogue = new Map([
  ['MUG', { sku: 'MUG', name: 'Mug', price: euro(1290) }],
  ['POT', { sku: 'POT', name: 'Pot', price: euro(5490) }],
]);
const shipTo = { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' };
const [first, second] = ['0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90', '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91'] as const;
const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
// `decide` never touches the store: what it would load is given.
const handler = new PlaceOrderHandler(undefined as unknown as OrderStore);

type Request = DataOf<typeof PlaceOrder>;
const order = (orderId: string, more: Partial<Request> = {}): Request => ({
  orderId,
  customerId: 'ada',
  lines: [
    { sku: 'MUG', quantity: 2 },
    { sku: 'POT', quantity: 1 },
  ],
  payment: { cardToken: 'tok_visa' },
  shipTo,
  ...more,
});
const place = (placing: Placing, request: Request, now?: Date) =>
  handler.decide(request, placing, contextOf(request, { id: request.orderId, trace }, now));
const placed = (orderId: string) =>
  expect.objectContaining({ out: 'reply', body: { placed: expect.objectContaining({ orderId }) } });

describe('asked to place an order', () => {
  it('prices it, keeps it and starts its saga', () => {
    const placing = new Placing(catalogue);
    expect(place(placing, order(first))).toEqual([
      expect.objectContaining({
        out: 'start',
        businessKey: first,
        data: expect.objectContaining({ orderId: first, total: euro(8070), cardToken: 'tok_visa' }),
      }),
      placed(first),
    ]);
    expect(placing.newOrders).toMatchObject([
      {
        orderId: first,
        total: euro(8070),
        traceId: '0af7651916cd43dd8448eb211c80319c',
        lines: [{ name: 'Mug', price: euro(1290) }, { name: 'Pot' }],
      },
    ]);
  });

  it('adds up lines of one sku', () => {
    const placing = new Placing(catalogue);
    place(
      placing,
      order(first, {
        lines: [
          { sku: 'MUG', quantity: 2 },
          { sku: 'POT', quantity: 1 },
          { sku: 'MUG', quantity: 3 },
        ],
      }),
    );
    expect(placing.newOrders[0]!.lines).toMatchObject([
      { sku: 'MUG', quantity: 5 },
      { sku: 'POT', quantity: 1 },
    ]);
  });

  it('fails for a sku that is not sold, and keeps nothing', () => {
    const placing = new Placing(catalogue);
    expect(() => place(placing, order(first, { lines: [{ sku: 'GOLD', quantity: 1 }] }))).toThrow(
      'no product with sku GOLD',
    );
    expect(placing.newOrders).toEqual([]);
  });

  it('makes one order of one order id, whatever number of times it is asked', () => {
    const placing = new Placing(catalogue);
    place(placing, order(first));
    expect(place(placing, order(first))).toEqual(placed(first));
    expect(placing.newOrders).toHaveLength(1);
  });
});

describe('asked with an idempotency key', () => {
  const key = { key: 'k-1', fingerprint: 'body-1' };

  it('gives the first answer again for the same body, also within one batch', () => {
    const placing = new Placing(catalogue);
    place(placing, order(first, { idempotency: key }));
    expect(place(placing, order(second, { idempotency: key }))).toEqual(placed(first));
    expect(placing.newOrders).toHaveLength(1);
  });

  it('refuses another body under the same key', () => {
    const placing = new Placing(catalogue);
    place(placing, order(first, { idempotency: key }));
    expect(place(placing, order(second, { idempotency: { ...key, fingerprint: 'body-2' } }))).toMatchObject({
      body: { refused: 'key-used-for-another-order' },
    });
  });

  it('takes the same key of another customer for another request', () => {
    const placing = new Placing(catalogue);
    place(placing, order(first, { idempotency: key }));
    expect(place(placing, order(second, { customerId: 'bob', idempotency: key }))).toContainEqual(placed(second));
  });

  it('takes the key as new after 24 hours', () => {
    const used = {
      customerId: 'ada',
      ...key,
      usedAt: new Date('2030-01-01T12:00:00Z'),
      order: { orderId: first, sagaId: first, total: euro(1) },
    };
    const before = new Placing(catalogue, [], [used]);
    expect(place(before, order(second, { idempotency: key }), new Date('2030-01-02T11:59:59Z'))).toEqual(placed(first));
    const after = new Placing(catalogue, [], [used]);
    expect(place(after, order(second, { idempotency: key }), new Date('2030-01-02T12:00:00Z'))).toContainEqual(
      placed(second),
    );
  });

  it('compares bodies by content, not by the order of their members', () => {
    expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(fingerprintOf({ b: { d: 'x', c: [1, 2] }, a: 1 }));
    expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
  });
});
