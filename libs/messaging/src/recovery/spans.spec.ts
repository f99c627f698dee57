import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { received } from '../testing/compliance/records.js';
import { redrive } from '../operations/redrives/redrive.js';
import { deadLetterSpan, parkSpan, retrySpan } from './spans.js';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
context.setGlobalContextManager(new StackContextManager().enable());
beforeEach(() => exporter.reset());
afterAll(() => (trace.disable(), context.disable()));

const ORDER = '4bf92f3577b34da6a3ce929d0e0e4736';
const OPERATOR = '0af7651916cd43dd8448eb211c80319c';
const parent = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`;
const record = {
  ...received('shop.commands', 'a', '{}'),
  headers: { ce_correlationid: 'saga-1', ce_sagastep: 'reserve-stock', traceparent: parent(ORDER) },
};
const message = { topic: 'shop.commands', key: 'a', messageId: 'm-1', type: 'shop.add', record };
const head = { ...message, position: '1', tries: 2, failures: [] };
const [ERROR, UNSET] = [SpanStatusCode.ERROR, SpanStatusCode.UNSET];
const only = () => {
  const spans = exporter.getFinishedSpans();
  expect(spans).toHaveLength(1);
  return spans[0]!;
};

describe('the spans of a failing message', () => {
  it('continue its trace and name its saga', () => {
    parkSpan({ ...message, failure: new Error('not yet') });
    retrySpan(head).end({ error: new Error('again'), final: false });
    deadLetterSpan({ ...message, error: new Error('for good') }, 'd-1').end({
      error: new Error('for good'),
      final: true,
    });
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
      ['park shop.commands', UNSET],
      ['retry shop.commands', UNSET],
      ['dead-letter shop.commands', ERROR],
    ]);
    for (const span of spans) {
      expect(span.spanContext().traceId).toBe(ORDER);
      expect(span.attributes).toMatchObject({
        'saga.id': 'saga-1',
        'saga.step': 'reserve-stock',
        'messaging.message.id': 'm-1',
      });
    }
  });

  it('tell which try it is', () => {
    retrySpan(head).end();
    expect(only().attributes['retry.attempt']).toBe(3);
  });
});

describe('the span of a redrive', () => {
  it("is in the trace of who asked for it and links to the message's", () => {
    retrySpan({ ...head, deadLetterId: 'd-1', trace: { traceparent: parent(OPERATOR) } }).end();
    const span = only();
    expect(span.spanContext().traceId).toBe(OPERATOR);
    expect(span.links.map(({ context }) => context.traceId)).toEqual([ORDER]);
    expect(span.attributes['links']).toEqual([`${ORDER}-00f067aa0ba902b7`]);
  });
});

describe('the request for a redrive', () => {
  it('is linked both ways with the trace of the message', async () => {
    const database = {
      query: <Row extends object>() =>
        Promise.resolve([{ topic: 'shop.commands', record_headers: record.headers }] as unknown as Row[]),
    };
    const request = trace.getTracer('test').startSpan('POST /redrive');
    await context.with(trace.setSpan(context.active(), request), () => redrive(database, { id: 'd-1', actor: 'ada' }));
    request.end();
    const [inOrder, asked] = exporter.getFinishedSpans();
    expect(inOrder).toMatchObject({
      name: 'redrive shop.commands',
      links: [{ context: { traceId: request.spanContext().traceId } }],
    });
    expect(inOrder!.spanContext().traceId).toBe(ORDER);
    expect(asked!.links.map(({ context: to }) => to.spanId)).toEqual([inOrder!.spanContext().spanId]);
  });
});
