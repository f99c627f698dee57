import { trace, type Link, type SpanContext, type SpanOptions } from '@opentelemetry/api';
import type { TraceHeaders } from '../message/message.js';
import { traceContextOf } from './context.js';

/**
 * Adds links to other traces. They are written as the attribute `links` too (`<trace id>-<span id>`, one after the
 * other), because Zipkin drops span links.
 */
export function withLinks(options: SpanOptions, to: readonly TraceHeaders[]): SpanOptions {
  const links = to.flatMap((headers): Link[] => {
    const context = trace.getSpanContext(traceContextOf(headers));
    return context === undefined ? [] : [{ context }];
  });
  if (links.length === 0) return options;
  return {
    ...options,
    links: [...(options.links ?? []), ...links],
    attributes: { ...options.attributes, links: links.map(({ context }) => linkText(context)) },
  };
}

export const linkText = ({ traceId, spanId }: SpanContext): string => `${traceId}-${spanId}`;
