import type { Death, ServiceName } from '../stack/stack.js';

export interface ServicesOptions {
  /** Which of the services to start; the sandbox is started too unless `outside` is "instant". @default all */
  readonly only?: readonly ServiceName[];
  /** How many processes of a service. @default 1 */
  readonly instances?: Partial<Record<ServiceName, number>>;
  /** Default ports instead of free ones; further instances always get free ones. @default true for the stack "demo" */
  readonly defaultPorts?: boolean;
  /** The outside world: the sandbox over HTTP and SMTP, or adapters in process that answer at once. @default http */
  readonly outside?: 'http' | 'instant';
  /** @default zipkin where the stack has a trace viewer, else none */
  readonly tracesExporter?: 'zipkin' | 'otlp' | 'none';
  /** Share of orders that are traced, 0 to 1. @default 1 */
  readonly tracesSampleRatio?: number;
  /** @default info */
  readonly logLevel?: string;
  /** Further environment variables for every process, over the ones we set; read at each start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told when a process ends that nobody asked to end. */
  readonly onDeath?: (death: Death) => void;
  /** Starts another program instead of `apps/<name>/dist/main.js`; for tests of this very code. */
  readonly script?: (app: AppName) => string;
}

/** What runs as a process of its own besides the stack. */
export type AppName = ServiceName | 'sandbox';
