import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { propagator } from '@sagaworks/chassis/spans';
import type { TraceHeaders } from '../message/message.js';

const TRACEPARENT_LENGTH = 55;

/** The trace that these headers carry, ready to be a parent; an empty context when they carry none. */
export const traceContextOf = (headers: TraceHeaders): Context =>
  headers.traceparent === undefined && headers.baggage === undefined
    ? ROOT_CONTEXT
    : propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);

/** The headers that carry this context on. */
export function inject(from: Context): TraceHeaders {
  const headers: TraceHeaders = {};
  propagator.inject(from, headers, defaultTextMapSetter);
  return headers;
}

/** The headers of whatever span is active, e.g. of the HTTP request being answered. */
export const currentTrace = (): TraceHeaders => inject(context.active());

/** The 32 hex digits that viewers look traces up by. */
export const traceIdOf = (headers: TraceHeaders): string | undefined =>
  trace.getSpanContext(traceContextOf(headers))?.traceId;

/** Runs work of which no instrumentation makes spans or overwrites headers. */
export const untraced = <T>(work: () => T): T => context.with(suppressTracing(context.active()), work);

/**
 * The same of headers, without reading all of them: the flags are the last of a
 * traceparent, "sampled" is their lowest bit.
 */
export const isUnsampledTrace = ({ traceparent }: TraceHeaders): boolean =>
  traceparent?.length === TRACEPARENT_LENGTH && '02468ace'.includes(traceparent.at(-1)!);

/** A trace that came in and was decided not to be kept: no span of it is worth its cost. */
export function isUnsampled(parent: Context): boolean {
  const span = trace.getSpanContext(parent);
  return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) === 0;
}
