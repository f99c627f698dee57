import { describe, expect, it } from '@jest/globals';
import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { InheritProcessor } from './inherit.js';
import { ClaimedLinkProcessor, UntrustingPropagator } from './strangers.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('a request of a stranger', () => {
  it.each(['00', '01'])('begins a trace of its own that links to the one it claims, with flags %s', (flags) => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({
      spanProcessors: [new InheritProcessor(), new ClaimedLinkProcessor(), new SimpleSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('a server');
    const propagator = new UntrustingPropagator();
    const headers = { traceparent: `00-${TRACE}-${SPAN}-${flags}`, baggage: 'about.order.id=somebody-else' };
    const arrived = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    const server = tracer.startSpan('POST /orders', {}, arrived);
    const below = trace.setSpan(arrived, server);
    tracer.startSpan('below', {}, below).end();
    server.end();

    const [child, first] = exporter.getFinishedSpans();
    expect(first!.spanContext().traceId).not.toBe(TRACE);
    expect(first).toMatchObject({
      links: [{ context: { traceId: TRACE, spanId: SPAN } }],
      attributes: { links: [`${TRACE}-${SPAN}`] },
    });
    expect(first!.attributes['order.id']).toBeUndefined();
    expect(child!.links).toEqual([]);
    expect(propagation.getBaggage(arrived)).toBeUndefined();

    const sent: Record<string, string> = {};
    propagator.inject(below, sent, defaultTextMapSetter);
    expect(sent['traceparent']).toContain(first!.spanContext().traceId);
  });
});
