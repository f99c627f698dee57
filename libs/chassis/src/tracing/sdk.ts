import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { InheritProcessor } from './inherit.js';
import { instrument } from './instrumentations.js';
import { propagator } from './propagator.js';
import type { TracingSettings } from './settings.js';
import { ClaimedLinkProcessor, UntrustingPropagator } from './strangers.js';

/**
 * Starts the parts of the OpenTelemetry SDK that are used: `sdk-node` brings every exporter
 * there is and 0.4 s of start-up.
 */
export async function startTracing(settings: TracingSettings): Promise<void> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const trusting = settings.TRUST_TRACEPARENT === 'yes';
  // Requests alone go by it: messages are told their trace without it.
  propagation.setGlobalPropagator(trusting ? propagator : new UntrustingPropagator());
  const exporter = await exporterOf(settings);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.OTEL_SERVICE_NAME, 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.TRACES_SAMPLE_RATIO) }),
    spanProcessors: [
      new InheritProcessor(),
      new ClaimedLinkProcessor(),
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: 16_384,
        maxExportBatchSize: 1_024,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: 5_000,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  instrument();
}

async function exporterOf({ TRACES_EXPORTER, TRACES_URL, OTEL_SERVICE_NAME }: TracingSettings): Promise<SpanExporter> {
  const url = TRACES_URL === undefined ? {} : { url: TRACES_URL };
  if (TRACES_EXPORTER === 'zipkin') {
    const { ZipkinExporter } = await import('@opentelemetry/exporter-zipkin');
    return new ZipkinExporter({ ...url, serviceName: OTEL_SERVICE_NAME });
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter(url);
}
