import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { sagas, stepsOfPlan } from '../../machines/oracle/protocol.js';
import { System } from '../../machines/support/system.js';

interface Span {
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags?: Readonly<Record<string, string>>;
}

// Everything that happens for one order is one trace, and each span hangs under the one that caused it.
describe('the trace of an order', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ traces: true });
  }, 120_000);
  afterAll(() => system[Symbol.asyncDispose](), 60_000);

  /** The trace once it holds a span of this name; viewers are told in batches. */
  const traceWith = (traceId: string, ...names: readonly string[]): Promise<Span[]> =>
    until(
      async () => {
        const response = await fetch(`${system.stack.traces!.url}/api/v2/trace/${traceId}`);
        const spans = response.ok ? ((await response.json()) as Span[]) : [];
        return names.every((name) => spans.some((span) => span.name === name)) ? spans : undefined;
      },
      { timeout: 30_000, every: 250, what: `trace ${traceId} having ${names.join(', ')}` },
    );

  /** `from → to` for every span whose parent is another service's. */
  function edges(spans: readonly Span[]): string[] {
    const byId = new Map<string, Span[]>();
    for (const span of spans) byId.set(span.id, [...(byId.get(span.id) ?? []), span]);
    const found = spans.flatMap((span) =>
      (byId.get(span.parentId ?? '') ?? []).map(
        (parent) => `${parent.localEndpoint.serviceName} → ${span.localEndpoint.serviceName}`,
      ),
    );
    return [...new Set(found)].filter((edge) => new Set(edge.split(' → ')).size === 2).sort();
  }

  it('goes over all services and the outside world when the order is fulfilled', async () => {
    const { orderId, traceId } = await system.shop.place();
    await system.shop.ended(orderId);
    const spans = await traceWith(traceId, 'process orders.order-fulfilled', 'process shipping.shipment-dispatched');
    const asked = stepsOfPlan(sagas['fulfil-order']).flatMap(({ at }) => [`orders → ${at}`, `${at} → orders`]);
    const besides = ['orders → notifier', 'payments → sandbox', 'shipping → inventory', 'shipping → sandbox'];
    expect(edges(spans)).toEqual([...new Set([...asked, ...besides])].sort());
  }, 60_000);

  it('holds the compensations too', async () => {
    const { orderId, traceId } = await system.shop.place({ postcode: '00000' });
    await system.shop.ended(orderId);
    const spans = await traceWith(traceId, 'process orders.order-cancelled');
    const handled = spans.filter(({ kind }) => kind === 'CONSUMER').map(({ name }) => name.replace('process ', ''));
    for (const type of [
      'shipping.shipment-refused',
      'payments.void-payment',
      'payments.payment-voided',
      'inventory.release-stock',
      'inventory.stock-released',
    ])
      expect(handled).toContain(type);
  }, 60_000);

  it('has a producer span under what decided the message, and a consumer span under the producer', async () => {
    const { orderId, traceId } = await system.shop.place();
    await system.shop.ended(orderId);
    const spans = await traceWith(traceId, 'process orders.order-fulfilled');
    const parentOf = (span: Span) => spans.find(({ id }) => id === span.parentId);
    const consumed = spans.find(({ name }) => name === 'process inventory.reserve-stock')!;
    const produced = parentOf(consumed)!;
    const decided = parentOf(produced)!;
    expect(
      [consumed, produced, decided].map(({ name, kind, localEndpoint }) => ({
        name,
        kind,
        service: localEndpoint.serviceName,
      })),
    ).toEqual([
      { name: 'process inventory.reserve-stock', kind: 'CONSUMER', service: 'inventory' },
      { name: 'send inventory.reserve-stock', kind: 'PRODUCER', service: 'orders' },
      { name: 'process orders.place-order', kind: 'CONSUMER', service: 'orders' },
    ]);
    expect(consumed.tags).toMatchObject({
      'messaging.system': 'kafka',
      'order.id': orderId,
      'saga.step': 'reserve-stock',
    });
  }, 60_000);

  it('says on every span which order and saga it is for, over HTTP and in the outside world too', async () => {
    const { orderId, sagaId, traceId } = await system.shop.place();
    await system.shop.ended(orderId);
    const spans = await traceWith(
      traceId,
      'post /orders',
      'process orders.order-fulfilled',
      'post /card-processor/captures',
      'post /carrier/parcels/dispatch',
    );
    // The price list is everybody's, and is read before there is an order.
    const silent = spans.filter(
      ({ name, tags }) =>
        name !== 'select from products' && (tags?.['order.id'] !== orderId || tags['saga.id'] !== sagaId),
    );
    expect(silent.map(({ name, localEndpoint: { serviceName } }) => `${serviceName}: ${name}`)).toEqual([]);
    const outside = spans.filter(
      ({ localEndpoint, kind }) => localEndpoint.serviceName === 'sandbox' && kind === 'SERVER',
    );
    expect(outside.map(({ tags }) => tags?.['saga.step']).sort()).toEqual([
      'authorise-payment',
      'book-shipment',
      'capture-payment',
      'dispatch-shipment',
    ]);
  }, 60_000);

  it('is linked both ways with the trace of its cancellation', async () => {
    const { orderId, sagaId, traceId } = await system.shop.place({ card: 'tok_slow' });
    await until(async () => (await system.shop.timeline(orderId)).some(({ step }) => step === 'authorise-payment'));
    expect((await system.shop.cancel(orderId)).status).toBe(202);
    await system.shop.ended(orderId);
    const spans = await traceWith(traceId, 'from orders.cancel-order', 'process orders.order-cancelled');
    const [cancelTrace, cancelSpan] = spans
      .find(({ name }) => name === 'from orders.cancel-order')!
      .tags!['links']!.split('-');
    expect(cancelTrace).not.toBe(traceId);
    const cancelling = await traceWith(cancelTrace!, 'post /orders/:id/cancel', 'process orders.cancel-order');
    expect(cancelling.find(({ id }) => id === cancelSpan)).toMatchObject({
      name: 'process orders.cancel-order',
      tags: { 'order.id': orderId, 'saga.id': sagaId, links: expect.stringContaining(traceId) },
    });
    expect(cancelling.find(({ kind }) => kind === 'SERVER')).toMatchObject({
      tags: { 'order.id': orderId, 'saga.id': sagaId },
    });
  }, 60_000);
});
