import { describe, expect, it } from '@jest/globals';
import { SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { silent } from '../runtime/logger.js';
import { MemoryBroker } from '../memory/memory-broker.js';
import { BrokerCheck } from './republish/broker-check.js';
import { RelaySender } from './relay-sender.js';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const WRITER = 'b7ad6b7169203331';

/** The record as the broker got it, and the spans of its sending. */
async function sent(flags: '01' | '00') {
  exporter.reset();
  const broker = new MemoryBroker({ partitions: 1 });
  const sender = new RelaySender(
    {
      broker,
      check: new BrokerCheck({ disconnects: () => 0, look: () => Promise.resolve(false) }),
      deadLetter: () => Promise.resolve(),
      leads: () => true,
      log: silent,
    },
    { records: 10, bytes: 1_000_000 },
  );
  const headers = {
    ce_id: 'm-1',
    ce_type: 'orders.placed',
    ce_correlationid: 's-1',
    traceparent: `00-${TRACE}-${WRITER}-${flags}`,
    baggage: 'customer=7',
  };
  const record = { topic: 'orders.events', key: 'o-1', value: '{}', headers };
  await sender.send([{ id: '1', records: [record] }], new AbortController().signal);
  return { headers: broker.records('orders.events')[0]![0]!.headers, spans: exporter.getFinishedSpans() };
}

describe('the trace of a message that the relay sends', () => {
  it('has a producer span under the span that wrote the row, and the message carries that producer span', async () => {
    const { headers, spans } = await sent('01');
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      kind: SpanKind.PRODUCER,
      parentSpanContext: { traceId: TRACE, spanId: WRITER },
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'orders.events',
        'messaging.message.id': 'm-1',
      },
    });
    expect(headers['traceparent']).toBe(`00-${TRACE}-${spans[0]!.spanContext().spanId}-01`);
    expect(headers['baggage']).toBe('customer=7');
  });

  it('passes through untouched when it is not sampled', async () => {
    const { headers, spans } = await sent('00');
    expect(spans).toEqual([]);
    expect(headers['traceparent']).toBe(`00-${TRACE}-${WRITER}-00`);
  });
});
