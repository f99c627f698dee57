import { z } from 'zod';

/** Where traces go. Read from the environment, because tracing starts before the program. */
export const tracingSettings = z.object({
  OTEL_SERVICE_NAME: z.string().min(1).default('unnamed'),
  /** `none` patches nothing and costs nothing. */
  TRACES_EXPORTER: z.enum(['none', 'zipkin', 'otlp']).default('none'),
  /** @default the exporter's own: `http://localhost:9411/api/v2/spans`, `http://localhost:4318/v1/traces` */
  TRACES_URL: z.url().optional(),
  /**
   * `yes` where all who send requests are ours: their trace goes on here. Else a request begins
   * one, linked to the one it claims.
   */
  TRUST_TRACEPARENT: z.enum(['yes', 'no']).default('no'),
  /** Share of new traces that are kept, 0 to 1; a trace that came in is kept or not as its sender decided. */
  TRACES_SAMPLE_RATIO: z.coerce.number().min(0).max(1).default(1),
});
export type TracingSettings = z.output<typeof tracingSettings>;
