import type { IncomingMessage, ServerResponse } from 'node:http';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** The process's metrics, and the global meter that the library counts with; read by Prometheus, pushed nowhere. */
export class Metrics {
  readonly #exporter = new PrometheusExporter({ preventServerStart: true });

  constructor(service: string) {
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      readers: [this.#exporter],
    });
    metrics.setGlobalMeterProvider(provider);
    observeProcess();
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.#exporter.getMetricsRequestHandler(request, response);
  }
}

/** CPU seconds, resident and heap bytes, event loop delay and use: semantic conventions `process.*` and `nodejs.*`. */
function observeProcess(): void {
  const meter = metrics.getMeter('@sagaworks/chassis/process');
  meter.createObservableCounter('process.cpu.time', { unit: 's' }).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { 'cpu.mode': 'user' });
    result.observe(system / 1e6, { 'cpu.mode': 'system' });
  });
  meter
    .createObservableGauge('process.memory.usage', { unit: 'By' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableGauge('v8js.memory.heap.used', { unit: 'By' })
    .addCallback((result) => result.observe(process.memoryUsage().heapUsed));
  meter
    .createObservableGauge('process.uptime', { unit: 's' })
    .addCallback((result) => result.observe(process.uptime()));
  observeEventLoop(meter);
}

function observeEventLoop(meter: ReturnType<typeof metrics.getMeter>): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let last = performance.eventLoopUtilization();
  meter
    .createObservableGauge('nodejs.eventloop.delay', { unit: 's', description: 'Since it was last read' })
    .addCallback((result) => {
      result.observe(delay.percentile(50) / 1e9, { quantile: '0.5' });
      result.observe(delay.percentile(99) / 1e9, { quantile: '0.99' });
      delay.reset();
    });
  meter
    .createObservableGauge('nodejs.eventloop.utilization', { unit: '1', description: 'Since it was last read' })
    .addCallback((result) => {
      const now = performance.eventLoopUtilization();
      result.observe(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    });
}
