import { createContextKey, propagation, trace, type Attributes, type Context } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

const INHERITED = createContextKey('attributes of every span below');
/** Of our entries among the baggage, which belongs to everybody. */
const PREFIX = 'about.';

/** Gives the attributes to every span made under this context in this process, by whatever instrumentation. */
export const inheriting = (context: Context, attributes: Attributes): Context =>
  context.setValue(INHERITED, attributes);

/** What is inherited here is baggage too: a request made under this context tells the process at its other end. */
export function asBaggage(context: Context): Context {
  const attributes = context.getValue(INHERITED) as Attributes | undefined;
  if (attributes === undefined) return context;
  const carried = Object.entries(attributes).reduce(
    (baggage, [name, value]) => baggage.setEntry(`${PREFIX}${name}`, { value: String(value) }),
    propagation.getBaggage(context) ?? propagation.createBaggage(),
  );
  return propagation.setBaggage(context, carried);
}

interface Live {
  readonly span: Parameters<SpanProcessor['onStart']>[0];
  about: Attributes;
}
const live = new Map<string, Live>();

/**
 * Says what the work in hand is about as soon as that is known: the active span, all of this process above it,
 * and all that come below them carry it.
 */
export function tellAbout(attributes: Attributes): void {
  for (
    let at = liveOf(trace.getActiveSpan()?.spanContext());
    at !== undefined;
    at = liveOf(at.span.parentSpanContext)
  ) {
    at.span.setAttributes(attributes);
    at.about = { ...at.about, ...attributes };
  }
}

/** Writes inherited attributes on each span as it starts, so that SQL and HTTP spans name their saga too. */
export class InheritProcessor implements SpanProcessor {
  onStart(...[span, parent]: Parameters<SpanProcessor['onStart']>): void {
    const above = span.parentSpanContext;
    const about = {
      ...(above?.isRemote === true ? fromBaggage(parent) : liveOf(above)?.about),
      ...(parent.getValue(INHERITED) as Attributes | undefined),
    };
    span.setAttributes(about);
    live.set(span.spanContext().spanId, { span, about });
  }

  onEnd(span: Parameters<SpanProcessor['onEnd']>[0]): void {
    live.delete(span.spanContext().spanId);
  }

  forceFlush = (): Promise<void> => Promise.resolve();
  shutdown = (): Promise<void> => Promise.resolve();
}

const liveOf = (context: { readonly spanId: string } | undefined): Live | undefined =>
  context === undefined ? undefined : live.get(context.spanId);

function fromBaggage(context: Context): Attributes {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return Object.fromEntries(
    entries.flatMap(([name, { value }]) => (name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [])),
  );
}
