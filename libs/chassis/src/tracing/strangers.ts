import {
  createContextKey,
  trace,
  type Context,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { propagator } from './propagator.js';

const CLAIMED = createContextKey('the trace that a stranger says this belongs to');

/**
 * For requests of strangers: what is sent tells its trace, and what comes in begins one of its own that
 * only links to the trace it claims. A stranger's trace id would gather the orders of many, or be sampled
 * away, and its baggage would name our spans.
 */
export class UntrustingPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    propagator.inject(context, carrier, setter);
  }
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const claimed = trace.getSpanContext(propagator.extract(context, carrier, getter));
    return claimed === undefined ? context : context.setValue(CLAIMED, claimed);
  }
  fields = (): string[] => propagator.fields();
}

/**
 * Links the first span of a request to the trace that was claimed; as the attribute `links` too,
 * because Zipkin drops span links.
 */
export class ClaimedLinkProcessor implements SpanProcessor {
  onStart(...[span, parent]: Parameters<SpanProcessor['onStart']>): void {
    const claimed = parent.getValue(CLAIMED) as SpanContext | undefined;
    if (claimed === undefined || span.parentSpanContext !== undefined) return;
    span.addLink({ context: claimed });
    span.setAttribute('links', [`${claimed.traceId}-${claimed.spanId}`]);
  }
  onEnd = (): void => undefined;
  forceFlush = (): Promise<void> => Promise.resolve();
  shutdown = (): Promise<void> => Promise.resolve();
}
