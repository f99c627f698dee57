import type { Stack } from '../stack/stack.js';
import type { AppName, ServicesOptions } from './options.js';

export interface Ports {
  readonly own: number;
  readonly sandbox: number;
  readonly smtp: number;
}

/** Every setting of a service comes from here: what is not listed keeps the service's own default. */
export function environmentOf(app: AppName, stack: Stack, ports: Ports, options: ServicesOptions): NodeJS.ProcessEnv {
  const { outside = 'http', tracesSampleRatio = 1, logLevel = 'info' } = options;
  const exporter = options.tracesExporter ?? (stack.traces ? 'zipkin' : 'none');
  return {
    ...process.env,
    NODE_ENV: 'production',
    OTEL_SERVICE_NAME: app,
    HOST: '127.0.0.1',
    PORT: String(ports.own),
    DATABASE_URL: stack.postgres.url(app),
    KAFKA_BROKERS: stack.kafka.url,
    TOPIC_PREFIX: stack.kafka.prefix ?? '',
    SANDBOX_URL: `http://127.0.0.1:${ports.sandbox}`,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    SMTP_PORT: String(ports.smtp),
    OUTSIDE: outside,
    TRACES_EXPORTER: exporter,
    ...(stack.traces ? tracesSettings(stack.traces.url, exporter) : {}),
    TRACES_SAMPLE_RATIO: String(tracesSampleRatio),
    LOG_LEVEL: logLevel,
    // Only services call the sandbox; their traces go on there.
    ...(app === 'sandbox' ? { TRUST_TRACEPARENT: 'yes' } : {}),
    ...options.env,
  };
}

/** Spans are sent to the one; people are sent to the other, with the trace id appended. */
function tracesSettings(url: string, exporter: string): NodeJS.ProcessEnv {
  const path = exporter === 'otlp' ? '/v1/traces' : '/api/v2/spans';
  return { TRACES_URL: `${url}${path}`, TRACES_VIEW_URL: `${url}/zipkin/traces/` };
}
