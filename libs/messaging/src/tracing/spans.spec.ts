import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { InheritProcessor, tellAbout } from '@sagaworks/chassis/spans';
import type { Message, WireRecord } from '../message/message.js';
import { traceContextOf, currentTrace, inject, traceIdOf } from './context.js';
import { batchSpan, consumerSpan, producerSpan, workSpan } from './spans.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const sampled = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
const unsampled = { traceparent: `00-${TRACE}-b7ad6b7169203331-00` };
const message: Message = {
  id: 'm-1',
  inboxId: 'm-1',
  type: 'inventory.reserve-stock',
  version: 1,
  source: '/orders',
  time: new Date(0),
  key: 'o-1',
  data: {},
  correlationId: 's-1',
  step: 'reserve-stock',
  ask: 2,
  trace: sampled,
};
const record: WireRecord = {
  topic: 'inventory.commands',
  key: 'o-1',
  value: '{"orderId":"o-1"}',
  headers: { ce_id: 'm-1', ce_type: 'inventory.reserve-stock', ce_correlationid: 's-1', ...sampled },
};

describe('the spans of a message', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new InheritProcessor(), new SimpleSpanProcessor({ exporter })],
  });
  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it('name the message by the semantic conventions', () => {
    consumerSpan(message, {
      group: 'inventory',
      origin: { topic: 'inventory.commands', partition: 3, offset: '42' },
    }).end();
    const [span] = exporter.getFinishedSpans();
    expect(span!.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(span!.attributes).toMatchObject({
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'inventory.commands',
      'messaging.destination.partition.id': '3',
      'messaging.kafka.offset': 42,
      'messaging.consumer.group.name': 'inventory',
      'messaging.message.id': 'm-1',
      'messaging.kafka.message.key': 'o-1',
      'saga.id': 's-1',
      'saga.step': 'reserve-stock',
      'saga.ask': 2,
    });
  });

  it('continue the trace in what the handling sends, and in what the relay sends later', () => {
    const handling = consumerSpan(message, { group: 'inventory' });
    const sending = producerSpan({ ...record, headers: { ...record.headers, ...handling.trace } });
    sending.end();
    handling.end();
    const [produced, consumed] = exporter.getFinishedSpans();
    expect(produced!.parentSpanContext?.spanId).toBe(consumed!.spanContext().spanId);
    expect(sending.trace.traceparent).toBe(`00-${TRACE}-${produced!.spanContext().spanId}-01`);
  });

  it('give their saga and key to every span below, whoever makes it', () => {
    const contract = { key: 'orderId' } as never;
    consumerSpan(message, { group: 'inventory', contract }).with(() =>
      trace.getTracer('a driver').startSpan('SELECT').end(),
    );
    expect(exporter.getFinishedSpans()[0]).toMatchObject({
      name: 'SELECT',
      attributes: { 'order.id': 'o-1', 'saga.id': 's-1', 'saga.step': 'reserve-stock' },
    });
  });

  it('carry saga and key where only the record tells them', () => {
    producerSpan(record).end();
    workSpan('call cards.authorise', sampled, undefined, { ...record, value: 'not JSON' }).end();
    const [sent, called] = exporter.getFinishedSpans();
    expect(sent!.attributes).toMatchObject({
      'order.id': 'o-1',
      'saga.id': 's-1',
      'messaging.destination.name': 'inventory.commands',
    });
    expect(called!.attributes).toEqual({ 'saga.id': 's-1' });
  });

  it('tell what a request is about to all that wait for it and to all below, once it is known', () => {
    const tracer = trace.getTracer('a server');
    tracer.startActiveSpan('POST /orders', (server) =>
      tracer.startActiveSpan('controller', (controller) => {
        tracer.startSpan('before').end();
        tellAbout({ 'order.id': 'o-1' });
        tracer.startSpan('after').end();
        controller.end();
        server.end();
      }),
    );
    tellAbout({ 'order.id': 'o-2' });
    expect(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes['order.id']])).toEqual([
      ['before', undefined],
      ['after', 'o-1'],
      ['controller', 'o-1'],
      ['POST /orders', 'o-1'],
    ]);
  });

  it('tell another process what a request to it is about, and no other message', () => {
    const calling = workSpan('call cards.authorise', sampled, undefined, record);
    const sent = calling.outward(currentTrace);
    expect(calling.trace.baggage).toBeUndefined();
    trace
      .getTracer('a server')
      .startSpan('POST /authorisations', {}, traceContextOf({ ...sent, baggage: `${sent.baggage},about=me` }))
      .end();
    expect(exporter.getFinishedSpans()[0]!.attributes).toEqual({ 'saga.id': 's-1', 'order.id': 'o-1' });
  });

  it('link two traces both ways, once', () => {
    const other = { traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01` };
    const cancelling = consumerSpan(message, { group: 'orders' });
    for (const to of [other, other, sampled]) cancelling.link(to, 'from orders.cancel-order');
    cancelling.end();
    const [there, here, ...more] = exporter.getFinishedSpans();
    expect(here!.attributes['links']).toEqual([`${'c'.repeat(32)}-${'d'.repeat(16)}`]);
    expect(there).toMatchObject({
      name: 'from orders.cancel-order',
      parentSpanContext: { spanId: 'd'.repeat(16) },
      attributes: { 'saga.id': 's-1', links: [cancelling.trace.traceparent!.slice(3, 52)] },
    });
    expect([here!.links, there!.links, more]).toMatchObject([
      [{ context: { traceId: 'c'.repeat(32) } }],
      [{ context: { traceId: TRACE } }],
      [],
    ]);
  });

  it('of a trace that is not kept are none, and the trace goes on unkept', () => {
    const handling = consumerSpan({ ...message, trace: unsampled }, { group: 'inventory' });
    handling.end();
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(handling.trace).toEqual(unsampled);
  });

  it('begin a trace where the sender had none', () => {
    consumerSpan({ ...message, trace: {} }, { group: 'inventory' }).end();
    expect(exporter.getFinishedSpans()[0]!.parentSpanContext).toBeUndefined();
  });

  it('are errors only when no retry is left', () => {
    const error = new TypeError('no');
    workSpan('retry', sampled).end({ error, final: false });
    workSpan('dead-letter', sampled).end({ error, final: true });
    expect(
      exporter.getFinishedSpans().map(({ status, attributes }) => [status.code, attributes['error.type']]),
    ).toEqual([
      [0, 'TypeError'],
      [2, 'TypeError'],
    ]);
  });

  it('have the batch below them if it is theirs alone, else linked from it', () => {
    const [one, two] = [consumerSpan(message, { group: 'inventory' }), consumerSpan(message, { group: 'inventory' })];
    batchSpan([one]).end();
    batchSpan([one, two]).end();
    const [alone, together] = exporter.getFinishedSpans();
    expect(alone!.spanContext().traceId).toBe(TRACE);
    expect(together!.spanContext().traceId).not.toBe(TRACE);
    expect(together!.links).toHaveLength(2);
    expect(together!.attributes['links']).toEqual(
      [one, two].map(({ trace: { traceparent } }) => traceparent!.slice(3, 52)),
    );
  });

  it('carry baggage along', () => {
    expect(inject(traceContextOf({ ...sampled, baggage: 'tenant=a' }))).toEqual({ ...sampled, baggage: 'tenant=a' });
    expect(traceIdOf(sampled)).toBe(TRACE);
    expect(workSpan('request', sampled).with(currentTrace).traceparent).toContain(TRACE);
  });
});
