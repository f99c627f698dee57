import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { undoneFrom } from '../../machines/oracle/protocol.js';
import { judgedSystem } from '../../machines/support/judged-system.js';
import type { Wish } from '../../machines/support/shop.js';
import type { System } from '../../machines/support/system.js';

// Every order ends as its data says, what was done for it is undone in reverse, and the books of all parties agree.
describe('an order', () => {
  let system: System;
  judgedSystem((started) => (system = started));

  const cases: readonly (readonly [string, Wish, string, string | undefined, readonly string[]])[] = [
    ['is fulfilled when all say yes', {}, 'fulfilled', undefined, []],
    ['is fulfilled when a flaky card heals', { card: 'tok_flaky' }, 'fulfilled', undefined, []],
    [
      'is refused for stock with nothing else asked',
      { lines: [{ sku: 'SOLD-OUT', quantity: 1 }] },
      'cancelled',
      'stock-refused',
      [],
    ],
    [
      'is refused for a declined card',
      { card: 'tok_declined' },
      'cancelled',
      'card-declined',
      undoneFrom('authorise-payment').slice(1),
    ],
    [
      'is refused for too little money',
      { card: 'tok_insufficient_funds' },
      'cancelled',
      'insufficient-funds',
      undoneFrom('authorise-payment').slice(1),
    ],
    [
      'is refused by the carrier',
      { postcode: '00000' },
      'cancelled',
      'no-carrier',
      undoneFrom('book-shipment').slice(1),
    ],
    [
      'is refused at capture',
      { card: 'tok_capture_refused' },
      'cancelled',
      'capture-refused',
      undoneFrom('book-shipment'),
    ],
  ];

  it.each(cases)(
    '%s',
    async (_name, wish, status, code, undone) => {
      const { orderId } = await system.shop.place(wish);
      const order = await system.shop.ended(orderId);
      expect({ status: order.status, code: order.reason?.code }).toEqual({ status, code });
      expect(await system.shop.undone(orderId)).toEqual(undone);
    },
    60_000,
  );

  it('is cancelled by the customer while it still can be', async () => {
    const { orderId } = await system.shop.place({ card: 'tok_slow' });
    await until(async () => (await system.shop.timeline(orderId)).some(({ step }) => step === 'authorise-payment'));
    expect((await system.shop.cancel(orderId)).status).toBe(202);
    const order = await system.shop.ended(orderId);
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'customer-cancelled' } });
    expect(await system.shop.undone(orderId)).toEqual(undoneFrom('authorise-payment'));
  }, 60_000);

  it('cannot be cancelled after the point of no return, and the refusal says so', async () => {
    const { orderId } = await system.shop.place();
    await system.shop.ended(orderId);
    const response = await system.shop.cancel(orderId);
    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await system.shop.order(orderId)).toMatchObject({ status: 'fulfilled' });
  }, 60_000);

  it('is told to its customer in one mail, whatever its end', async () => {
    const [good, bad] = [await system.shop.place(), await system.shop.place({ card: 'tok_declined' })];
    for (const { orderId } of [good, bad]) {
      const mails = await until(
        async () => {
          const found = await system.shop.mails(orderId);
          return found.length > 0 ? found : undefined;
        },
        { timeout: 30_000 },
      );
      expect(mails).toHaveLength(1);
      expect(mails[0]!.text).toContain(orderId);
    }
  }, 60_000);

  it('moves stock from available to shipped, by as much as it asked for', async () => {
    const level = async () => (await system.shop.stock()).find(({ sku }) => sku === 'GRINDER')!;
    const before = await level();
    const { orderId } = await system.shop.place({ lines: [{ sku: 'GRINDER', quantity: 3 }] });
    await system.shop.ended(orderId);
    await until(async () => (await level()).shipped === before.shipped + 3);
    expect(await level()).toMatchObject({ available: before.available - 3, reserved: 0 });
  }, 60_000);

  it('leaves no card and no address behind once it has ended, but in what is kept to be sent again for a week', async () => {
    const holders = async (text: string) =>
      (await Promise.all(PARTICIPANTS.map((service) => tablesWith(system, service, text)))).flat();
    await until(async () => !(await holders('tok_')).includes('orders messaging.saga_instance'), { timeout: 30_000 });
    expect(await holders('tok_')).toEqual([OUTBOX]);
    expect(await holders('Street 1')).toEqual([ORDER_BOOK, OUTBOX]);
  }, 60_000);
});

const PARTICIPANTS = ['orders', 'payments', 'inventory', 'shipping', 'notifier'] as const;
const OUTBOX = 'orders messaging.outbox';
const ORDER_BOOK = 'orders public.orders';

/** The tables of a service that have this text anywhere in a row. */
async function tablesWith(system: System, service: (typeof PARTICIPANTS)[number], text: string): Promise<string[]> {
  const tables = await system.rows<{ name: string }>(
    service,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'messaging') ORDER BY name DESC`,
  );
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await system.rows(
        service,
        `SELECT 1 FROM ${name} AS row WHERE row::text LIKE '%' || $1 || '%' LIMIT 1`,
        [text],
      );
      return rows.length === 0 ? [] : [`${service} ${name}`];
    }),
  );
  return found.flat();
}
