import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

const INHERITED = createContextKey('attributes of every span below');

/** Gives the attributes to every span made under this context in this process, by whatever instrumentation. */
export const inheriting = (context: Context, attributes: Attributes): Context => context.setValue(INHERITED, attributes);

/** Writes inherited attributes on each span as it starts, so that SQL and HTTP spans name their saga too. */
export class InheritProcessor implements SpanProcessor {
  onStart(...[span, parent]: Parameters<SpanProcessor['onStart']>): void {
    const attributes = parent.getValue(INHERITED) as Attributes | undefined;
    if (attributes !== undefined) span.setAttributes(attributes);
  }

  onEnd(): void {}
  forceFlush = (): Promise<void> => Promise.resolve();
  shutdown = (): Promise<void> => Promise.resolve();
}
