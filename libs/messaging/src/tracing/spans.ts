import {
  context as contexts,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
} from '@opentelemetry/api';
import { asBaggage, inheriting, statementName } from '@sagaworks/chassis/spans';
import type { AnyContract } from '../message/contract.js';
import type { Message, Origin, TraceHeaders, WireRecord } from '../message/message.js';
import {
  attributeNames,
  carriedAttributes,
  keyAttribute,
  processing,
  sagaAttributes,
  sending,
  type Carried,
} from './attributes.js';
import { traceContextOf, inject, isUnsampled, isUnsampledTrace } from './context.js';
import { linkText, withLinks } from './links.js';

/** One piece of work in a trace. Of a trace that is not sampled it is a pass-through that costs next to nothing. */
export class WorkSpan {
  #trace: TraceHeaders | undefined;
  /** By trace, so that another try at the same work does not link again. */
  #links: Map<string, string> | undefined;
  #context: Context | undefined;

  constructor(
    context: Context | undefined,
    private readonly span: Span | undefined,
    trace?: TraceHeaders,
  ) {
    this.#context = context;
    this.#trace = trace;
  }

  /**
   * Of a trace that is not sampled: hands its headers on as they are, and reads them only for work that runs under it.
   */
  static passing(trace: TraceHeaders): WorkSpan {
    return new WorkSpan(undefined, undefined, trace);
  }

  get context(): Context {
    return (this.#context ??= traceContextOf(this.#trace!));
  }

  /** What a message sent by this work carries, so that it continues the trace here. */
  get trace(): TraceHeaders {
    return (this.#trace ??= inject(this.#context!));
  }

  get recording(): boolean {
    return this.span?.isRecording() ?? false;
  }

  set(attributes: Attributes): this {
    this.span?.setAttributes(attributes);
    return this;
  }

  /** Runs work under this span: instrumented clients make their spans its children. */
  with<T>(work: () => T): T {
    return contexts.with(this.context, work);
  }

  /** Runs a request to another process, which is told what this work is about. */
  outward<T>(work: () => T): T {
    return contexts.with(asBaggage(this.context), work);
  }

  /**
   * Ties this work to another trace: a link there, and a span of this name there that links back. Once for each trace.
   */
  link(to: TraceHeaders, name: string): void {
    if (this.span === undefined) return;
    const there = trace.getSpanContext(traceContextOf(to));
    const links = (this.#links ??= new Map());
    if (there === undefined || there.traceId === this.span.spanContext().traceId || links.has(there.traceId)) return;
    links.set(there.traceId, linkText(there));
    this.span.addLink({ context: there });
    this.span.setAttribute('links', [...links.values()]);
    childSpan(name, trace.setSpanContext(this.context, there), () => withLinks({}, [this.trace])).end();
  }

  /** Ends it; a failure that will be tried again is noted without making the span an error. */
  end(failure?: { readonly error: Error; readonly final: boolean }): void {
    if (this.span === undefined) return;
    if (failure !== undefined) {
      this.span.recordException(failure.error);
      this.span.setAttribute('error.type', failure.error.name);
      if (failure.final) this.span.setStatus({ code: SpanStatusCode.ERROR, message: failure.error.message });
    }
    this.span.end();
  }
}

/**
 * Any work: a retry, a park, a dead letter, a call. A child of the trace in `headers`, or a trace of its own if there
 * is none. It and all spans under it carry the saga and the key of the record that it is about.
 */
export function workSpan(
  name: string,
  headers: TraceHeaders,
  options: () => SpanOptions = () => ({}),
  about?: Carried,
): WorkSpan {
  if (isUnsampledTrace(headers)) return WorkSpan.passing(headers);
  const parent = traceContextOf(headers);
  return childSpan(
    name,
    about === undefined || isUnsampled(parent) ? parent : inheriting(parent, carriedAttributes(about)),
    options,
  );
}

/** The handling of one message: a child of its sender's span. Spans under it carry its saga and key too. */
export function consumerSpan(
  message: Message,
  at: { readonly group: string; readonly origin?: Origin; readonly contract?: AnyContract },
): WorkSpan {
  if (isUnsampledTrace(message.trace)) return WorkSpan.passing(message.trace);
  const parent = traceContextOf(message.trace);
  const inherited = {
    ...sagaAttributes(message),
    ...(at.contract === undefined ? {} : keyAttribute(at.contract.key, message.key)),
  };
  return childSpan(`process ${message.type}`, inheriting(parent, inherited), () => ({
    kind: SpanKind.CONSUMER,
    attributes: {
      ...processing(message),
      [attributeNames.group]: at.group,
      ...(at.origin === undefined
        ? {}
        : {
            [attributeNames.destination]: at.origin.topic,
            [attributeNames.partition]: String(at.origin.partition),
            [attributeNames.offset]: Number(at.origin.offset),
          }),
    },
  }));
}

/**
 * The sending of one record, in the trace stored with it; send the record with `{ ...record.headers, ...span.trace }`.
 */
export function producerSpan(record: WireRecord): WorkSpan {
  return workSpan(
    `send ${record.headers['ce_type'] ?? record.topic}`,
    record.headers,
    () => ({ kind: SpanKind.PRODUCER, attributes: sending(record) }),
    record,
  );
}

/**
 * The transaction of a batch: a child of its message's span if it has one message, else a trace of its own,
 * sampled as any other, that links to each.
 */
export function batchSpan(messages: readonly WorkSpan[]): WorkSpan {
  const recorded = messages.filter((message) => message.recording);
  // Without any parent the instrumentation of SQL does nothing; under one that is not sampled
  // it would still do all its work.
  if (recorded.length === 0) return new WorkSpan(traceContextOf({}), undefined);
  const count = { [attributeNames.batchCount]: messages.length };
  const [only] = messages;
  if (only !== undefined && messages.length === 1)
    return childSpan('batch', only.context, () => ({ attributes: count }));
  const own = workSpan('batch', {}, () =>
    withLinks(
      { attributes: count },
      recorded.map((message) => message.trace),
    ),
  );
  return own.recording ? own : new WorkSpan(traceContextOf({}), undefined);
}

/** One statement of a batch, under the active span; `undefined` where nobody records. */
export function statementSpan(text: string): WorkSpan | undefined {
  if (!(trace.getActiveSpan()?.isRecording() ?? false)) return undefined;
  return childSpan(statementName(text), contexts.active(), () => ({
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text },
  }));
}

function childSpan(name: string, parent: Context, options: () => SpanOptions): WorkSpan {
  if (isUnsampled(parent)) return new WorkSpan(parent, undefined);
  const span = trace.getTracer('@sagaworks/messaging').startSpan(name, options(), parent);
  return new WorkSpan(trace.setSpan(parent, span), span);
}
