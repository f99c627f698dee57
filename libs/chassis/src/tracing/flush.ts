import { trace, type ProxyTracerProvider } from '@opentelemetry/api';

/**
 * Sends what spans are still held, for at most two seconds; a viewer that is away must not
 * keep a service from stopping.
 */
export async function flushTraces(): Promise<void> {
  const provider = (trace.getTracerProvider() as ProxyTracerProvider).getDelegate() as { shutdown?(): Promise<void> };
  if (provider.shutdown === undefined) return;
  const limit = AbortSignal.timeout(2_000);
  const expired = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve()));
  await Promise.race([provider.shutdown().catch(() => undefined), expired]);
}
