import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { services } from '@sagaworks/tools';
import { randomUUID } from 'node:crypto';
import { fuzz } from '../../machines/fuzz/fuzz.js';
import { System } from '../../machines/support/system.js';

// Whatever a client sends that is wrong is told back by field, and nothing of it is stored.
describe('POST /orders', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ outside: 'instant' });
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  const good = () => system.shop.body() as { lines: object[] } & Record<string, unknown>;
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${system.services.urls.orders}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  const cases: readonly (readonly [string, () => string, number, string | undefined])[] = [
    ['malformed JSON', () => '{"customerId":', 400, undefined],
    ['no body', () => '', 400, undefined],
    ['a body that is no object', () => '[]', 400, undefined],
    ['a wrong type', () => JSON.stringify({ ...good(), customerId: 7 }), 400, 'customerId'],
    ['an unknown field', () => JSON.stringify({ ...good(), price: 1 }), 400, 'price'],
    ['no lines', () => JSON.stringify({ ...good(), lines: [] }), 400, 'lines'],
    [
      'a thousand lines',
      () =>
        JSON.stringify({ ...good(), lines: Array.from({ length: 1_000 }, () => ({ sku: 'TEA-GREEN', quantity: 1 })) }),
      400,
      'lines',
    ],
    [
      'a quantity of zero',
      () => JSON.stringify({ ...good(), lines: [{ sku: 'TEA-GREEN', quantity: 0 }] }),
      400,
      'lines',
    ],
    [
      'a negative quantity',
      () => JSON.stringify({ ...good(), lines: [{ sku: 'TEA-GREEN', quantity: -1 }] }),
      400,
      'lines',
    ],
    [
      'a huge quantity',
      () => JSON.stringify({ ...good(), lines: [{ sku: 'TEA-GREEN', quantity: 1e15 }] }),
      400,
      'lines',
    ],
    [
      'half a quantity',
      () => JSON.stringify({ ...good(), lines: [{ sku: 'TEA-GREEN', quantity: 0.5 }] }),
      400,
      'lines',
    ],
    [
      "a price of the client's own",
      () => JSON.stringify({ ...good(), lines: [{ sku: 'TEA-GREEN', quantity: 1, price: 1 }] }),
      400,
      'lines',
    ],
    ['an unknown product', () => JSON.stringify({ ...good(), lines: [{ sku: 'UNICORN', quantity: 1 }] }), 422, 'lines'],
    ['a NUL in a text', () => JSON.stringify({ ...good(), customerId: 'a\0b' }), 400, 'customerId'],
    [
      'half a surrogate pair in an address',
      () =>
        JSON.stringify({
          ...good(),
          shipTo: { name: '\ud83d', street: 'Street 1', city: 'Town', postcode: '12345', country: 'DE' },
        }),
      400,
      'shipTo.name',
    ],
    ['a body over 256 kB', () => JSON.stringify({ ...good(), customerId: 'x'.repeat(300_000) }), 413, undefined],
  ];

  it.each(cases)('answers %s with a problem document that names the field', async (_what, body, status, field) => {
    const before = (await system.shop.orders()).length;
    const response = await post(body());
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as { status: number; title: string; errors?: { path: string }[] };
    expect(problem).toMatchObject({ status, title: expect.any(String) });
    if (field !== undefined) expect(JSON.stringify(problem.errors)).toContain(field);
    expect(await system.shop.orders()).toHaveLength(before);
  });

  it.each<[string, () => string, number]>([
    ['GET', () => `/orders/${randomUUID()}`, 404],
    ['GET', () => '/orders/not-an-id', 400],
    ['GET', () => '/orders?status=lost', 400],
    ['GET', () => '/orders?limit=0', 400],
    ['GET', () => '/orders?cursor=%00', 400],
    ['GET', () => '/orders?colour=red', 400],
    ['POST', () => `/orders/${randomUUID()}/cancel`, 404],
    ['GET', () => '/nowhere', 404],
  ])('answers %s %p with %p', async (method, path, status) => {
    const response = await fetch(`${system.services.urls.orders}${path()}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers the same key and body with the first answer again, and another body with 422', async () => {
    const idempotencyKey = randomUUID();
    const first = await system.shop.place({ idempotencyKey });
    const again = await system.shop.place({ idempotencyKey });
    expect(again).toEqual(first);
    expect((await system.shop.send({ idempotencyKey, card: 'tok_declined' })).status).toBe(422);
    const other = await system.shop.place({ idempotencyKey, customerId: 'somebody-else' });
    expect(other.orderId).not.toBe(first.orderId);
  });

  it('makes one order of many that come at once with the same key', async () => {
    const idempotencyKey = randomUUID();
    const placed = await Promise.all(Array.from({ length: 12 }, () => system.shop.place({ idempotencyKey })));
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(1);
  });

  it('decides the price itself', async () => {
    const { total } = await system.shop.place({ lines: [{ sku: 'TEA-GREEN', quantity: 2 }] });
    const products = (await (await fetch(`${system.services.urls.orders}/products`)).json()) as {
      items: { sku: string; price: { amount: number } }[];
    };
    expect(total.amount).toBe(2 * products.items.find(({ sku }) => sku === 'TEA-GREEN')!.price.amount);
  });

  // A few requests each; `npm run fuzz` is more of it.
  it('answers, and so does every operation of every service, as the OpenAPI documents tell', async () => {
    const urls = Object.fromEntries(services.map((service) => [service, system.services.urls[service]]));
    const { operations, found } = await fuzz(urls, { seed: 1, runs: 3, within: 20_000 });
    expect(found).toEqual([]);
    expect(operations).toBeGreaterThan(100);
  });
});
