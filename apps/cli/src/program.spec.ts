import { describe, expect, it } from '@jest/globals';
import { pageOf, sagaOf } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';
import { tableOf } from './table.js';

const problem = (status: number, code: string, detail: string): [number, object] => [
  status,
  { type: `urn:problem:${code}`, status, detail },
];
const order = (over: object = {}): object => ({
  orderId: 'o1',
  sagaId: 's1',
  status: 'fulfilled',
  customerId: 'ada',
  total: { amount: 1_990, currency: 'EUR' },
  placedAt: '2026-01-01T00:00:00.000Z',
  links: { trace: null },
  reason: null,
  lines: [{ sku: 'TEAPOT', quantity: 2 }],
  shipment: null,
  ...over,
});
const saga = (id: string, startedAt: string): object => sagaOf(id, { startedAt });

async function withOrders(answers: Answers, use: (service: FakeService, url: string) => Promise<void>): Promise<void> {
  await using service = await FakeService.start(answers);
  await use(service, service.url);
}

describe('a command line', () => {
  it('is written as a table for people and as JSON for scripts', async () => {
    await withOrders({ 'GET /orders': [200, { items: [order()], nextCursor: null }] }, async (_, url) => {
      const people = await sagaworks('order', 'list', '--orders-url', url);
      expect(people).toMatchObject({ code: 0, error: '' });
      expect(people.out).toMatch(/order +status +reason +total[^\n]*\no1 +fulfilled +19\.90 EUR/);
      const scripts = await sagaworks('--json', 'order', 'list', '--orders-url', url);
      expect(JSON.parse(scripts.out)).toMatchObject({
        more: false,
        items: [{ service: 'orders', orderId: 'o1', status: 'fulfilled' }],
      });
    });
  });

  it.each([
    ['JPY', 5_500, '5500 JPY'],
    ['EUR', 5_500, '55.00 EUR'],
    ['KWD', 5_500, '5.500 KWD'],
  ])('tells amounts of %s with the decimals that it has', async (currency, amount, said) => {
    await withOrders({ 'GET /orders': pageOf(order({ total: { amount, currency } })) }, async (_, url) => {
      expect((await sagaworks('order', 'list', '--orders-url', url)).out).toContain(said);
    });
  });

  it('says who asks: the user, or whom --operator names', async () => {
    await withOrders(
      { 'POST /orders/o1/cancel': [202, { orderId: 'o1', status: 'cancelling' }] },
      async (service, url) => {
        await sagaworks('order', 'cancel', 'o1', '--orders-url', url);
        await sagaworks('order', 'cancel', 'o1', '--orders-url', url, '--operator', 'bob');
        expect(service.asked.map(({ operator }) => operator)).toEqual(['ada', 'bob']);
      },
    );
  });

  it.each([
    [2, problem(422, 'unknown-sku', 'lines.0.sku: There is no product with sku X')],
    [3, problem(404, 'unknown-order', 'There is no such order.')],
    [4, problem(409, 'too-late-to-cancel', 'The order can no longer be cancelled.')],
    [5, problem(503, 'overloaded', 'Try again later.')],
    [1, problem(500, 'internal', 'Something failed.')],
  ] as const)('ends with exit code %i and one line when the service refuses it: %j', async (code, answer) => {
    await withOrders({ 'POST /orders/o1/cancel': answer }, async (_, url) => {
      const said = await sagaworks('order', 'cancel', 'o1', '--orders-url', url);
      expect(said).toMatchObject({ code, out: '' });
      expect(said.error.split('\n')).toHaveLength(1);
      expect(said.error).toContain((answer[1] as { detail: string }).detail);
      expect(said.error).toContain(`answered ${answer[0]}`);
    });
  });

  it('names what is wrong with each field, in one sentence', async () => {
    const edit = {
      type: 'urn:problem:invalid-edit',
      status: 422,
      detail: 'The edit cannot be kept.',
      errors: [
        { path: 'headers.ce_id', message: 'is locked' },
        { path: 'portions', message: 'Too small' },
      ],
    };
    await withOrders({ 'POST /orders/o1/cancel': [422, edit] }, async (_, url) => {
      expect((await sagaworks('order', 'cancel', 'o1', '--orders-url', url)).error).toMatch(
        /^orders: The edit cannot be kept: headers\.ce_id: is locked; portions: Too small \(/,
      );
    });
  });

  it('ends with exit code 5 when nobody answers, and says where and what to do', async () => {
    const said = await sagaworks('order', 'list', '--orders-url', 'http://127.0.0.1:1');
    expect(said.code).toBe(5);
    expect(said.error).toMatch(/^orders does not answer at http:\/\/127\.0\.0\.1:1 \(.*\): is it running\?.*$/);
  });

  it.each([
    [['order', 'list', '--limit', 'many']],
    [['nothing']],
    [['order', 'place', '--orders-url', 'http://127.0.0.1:1']],
    [['saga', 'list', '--service', 'kitchen']],
  ])('ends with exit code 2 when it makes no sense: %j', async (words) => {
    const said = await sagaworks(...words);
    expect(said.code).toBe(2);
    expect(said.error).not.toBe('');
  });

  it('explains itself, exit codes included', async () => {
    const said = await sagaworks('--help');
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/Commands:[\s\S]*order[\s\S]*saga[\s\S]*dlq[\s\S]*outbox[\s\S]*Exit codes: 0 done/);
  });
});

describe('an order placed by hand', () => {
  const placed = {
    orderId: 'o1',
    sagaId: 's1',
    traceId: 't1',
    total: { amount: 1_990, currency: 'EUR' },
    links: { trace: null },
  };

  it('needs only its lines, and names whatever else is given', async () => {
    await withOrders({ 'POST /orders': [202, placed] }, async (service, url) => {
      const said = await sagaworks(
        'order',
        'place',
        '--line',
        'TEAPOT=2',
        '--line',
        'PEN',
        '--postcode',
        '00000',
        '--orders-url',
        url,
      );
      expect(said).toMatchObject({ code: 0 });
      expect(service.asked[0]!.body).toMatchObject({
        customerId: 'ada',
        lines: [
          { sku: 'TEAPOT', quantity: 2 },
          { sku: 'PEN', quantity: 1 },
        ],
        payment: { cardToken: 'tok_visa' },
        shipTo: { postcode: '00000', country: 'GB' },
      });
    });
  });

  it.each([
    [0, 'fulfilled'],
    [4, 'cancelled'],
    [6, 'needs-attention'],
  ] as const)('that is waited for ends with exit code %i when it is %s', async (code, status) => {
    await withOrders({ 'POST /orders': [202, placed], 'GET /orders/o1': [200, order({ status })] }, async (_, url) => {
      const said = await sagaworks('order', 'place', '--line', 'TEAPOT', '--wait', '--orders-url', url);
      expect(said.code).toBe(code);
      expect(said.out).toContain(status);
    });
  });
});

describe('over several services', () => {
  it('a list is one list, the newest first, and says when there is more', async () => {
    await using orders = await FakeService.start({
      'GET /ops/sagas': [
        200,
        { items: [saga('a', '2026-01-01T00:00:02Z'), saga('b', '2026-01-01T00:00:00Z')], nextCursor: null },
      ],
    });
    await using payments = await FakeService.start({
      'GET /ops/sagas': [200, { items: [saga('c', '2026-01-01T00:00:01Z')], nextCursor: null }],
    });
    const urls = ['--orders-url', orders.url, '--payments-url', payments.url];
    const all = JSON.parse((await sagaworks('saga', 'list', '--json', ...urls)).out) as {
      items: { id: string }[];
      more: boolean;
    };
    expect(all).toMatchObject({
      more: false,
      items: [{ id: 'a', service: 'orders' }, { id: 'c', service: 'payments' }, { id: 'b' }],
    });
    expect((await sagaworks('saga', 'list', '--limit', '2', ...urls)).out).toMatch(/\.\.\. and more: --limit 4$/);
  });

  it('a list holds what the others have where one does not answer, and says which one is missing', async () => {
    await using orders = await FakeService.start({
      'GET /ops/sagas': [200, { items: [saga('a', '2026-01-01T00:00:02Z')], nextCursor: null }],
      'GET /ops/dead-letters': [200, { items: [], nextCursor: null }],
      'GET /ops/outbox/status': [200, { unsent: 3, oldestUnsentAt: null, leader: 'me', lastRepublish: null }],
      'GET /ops/faults': [200, { items: [], nextCursor: null, isOn: true, points: [] }],
    });
    const urls = ['--orders-url', orders.url, '--payments-url', 'http://127.0.0.1:1'];
    for (const words of [
      ['saga', 'list'],
      ['dlq', 'list'],
      ['outbox', 'status'],
      ['fail', 'list'],
    ]) {
      const { code, out } = await sagaworks(...words, ...urls);
      expect(out).toMatch(/what payments has is missing: payments does not answer/);
      expect(code).toBe(5);
    }
    expect((await sagaworks('saga', 'list', ...urls)).out).toMatch(/\na +fulfil-order/);
    const { items, missing } = JSON.parse((await sagaworks('--json', 'saga', 'list', ...urls)).out) as Record<
      string,
      object[]
    >;
    expect([items, missing]).toMatchObject([[{ id: 'a' }], [{ service: 'payments' }]]);
  });

  it('one thing is found in whichever has it; not found only if all have said so', async () => {
    await using orders = await FakeService.start({});
    await using payments = await FakeService.start({
      'GET /ops/sagas/c': [200, saga('c', '2026-01-01T00:00:01Z')],
    });
    const urls = ['--orders-url', orders.url, '--payments-url', payments.url];
    expect((await sagaworks('saga', 'show', 'c', ...urls)).out).toContain('fulfil-order 1, in payments');
    expect((await sagaworks('saga', 'show', 'x', ...urls)).code).toBe(3);
    expect((await sagaworks('saga', 'show', 'x', ...urls, '--inventory-url', 'http://127.0.0.1:1')).code).toBe(5);
  });
});

describe('help', () => {
  it('of a command in a group tells the options of that command', async () => {
    expect((await sagaworks('help', 'order', 'place')).out).toContain('--postcode <code>');
    expect((await sagaworks('help', 'order')).out).toContain('place an order');
    expect(await sagaworks('help', 'order', 'eat')).toMatchObject({
      code: 2,
      error: expect.stringContaining('order eat'),
    });
  });
});

describe('a table', () => {
  const long = `${'a'.repeat(60)} and here the news begins`;

  it('is whole where nobody looks, as in a pipe', () => {
    expect(tableOf(['what'], [[long]], undefined)).toContain(long);
  });

  it('is cut in the middle of its widest cells where a terminal is narrower', () => {
    const text = tableOf(['what', 'of'], [[long, 'orders']], 50);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
    expect(text).toMatch(/aaa\.\.\..*news begins +orders/);
  });
});
