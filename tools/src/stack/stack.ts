import { services, type ServiceName } from '@sagaworks/contracts';

export { services, type ServiceName };

/** One process of the stack that can be stopped, killed and started again on the same port with the same data. */
export interface Part {
  readonly name: string;
  /** Absent while it is down, and for a part that runs on another machine or in a container. */
  readonly pid: number | undefined;
  readonly running: boolean;
  /** Resolves when the part can be used; does nothing when it runs. */
  start(): Promise<void>;
  /** Asks it to end, and ends it by force when it does not. */
  stop(): Promise<void>;
  /** Resolves after SIGKILL when the process has gone; other signals are only sent. @default SIGKILL */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface KafkaPart extends Part {
  /** `host:port` of the broker. */
  readonly url: string;
  /** Of each topic and group on a broker that several systems share, verbatim. @default none */
  readonly prefix?: string;
  /**
   * Removes all topics, offsets and the identity of the cluster. The part must be stopped; the
   * next start makes a new cluster.
   */
  wipe(): Promise<void>;
}

export interface PostgresPart extends Part {
  /** Of a database by the name that it has on a server of its own; `postgres` is any server's own. */
  url(database: string): string;
  /** Of each database on a server that several systems share, verbatim. @default none */
  readonly prefix?: string;
}

export interface TracesPart extends Part {
  /**
   * Base URL of the viewer; spans are posted to `<url>/api/v2/spans`, a trace is shown at `<url>/zipkin/traces/<id>`.
   */
  readonly url: string;
}

export interface Death {
  readonly part: string;
  readonly how: string;
}

export interface Stack {
  readonly name: string;
  readonly way: 'embedded' | 'containers' | 'external';
  /** `.local/<name>`: logs, pids and data. */
  readonly folder: string;
  readonly kafka: KafkaPart;
  readonly postgres: PostgresPart;
  /** Absent when the stack was started with `traces: false`. */
  readonly traces: TracesPart | undefined;
  /** Stops all parts; a throwaway stack loses its data. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** @default demo */
  readonly name?: string;
  /** @default the environment variable STACK, else embedded */
  readonly way?: Stack['way'];
  /** Default ports instead of free ones. @default true for the stack "demo" */
  readonly defaultPorts?: boolean;
  /**
   * Start the trace viewer; "later" leaves that to the caller, because it takes longer than all the rest. @default true
   */
  readonly traces?: boolean | 'later';
  /** Remove the data when the stack stops. @default true for every stack but "demo" */
  readonly throwaway?: boolean;
  /** Told when a part ends that nobody asked to end. */
  readonly onDeath?: (death: Death) => void;
}

/** The services and the sandbox, whose books survive a restart too. */
export const databases = [...services, 'sandbox'] as const;

export const defaultPorts: Record<
  ServiceName | 'sandbox' | 'smtp' | 'console' | 'traces' | 'postgres' | 'kafka' | 'kafkaController',
  number
> = {
  kafka: 9092,
  kafkaController: 9093,
  // Not 5432: that is where a PostgreSQL of the system listens.
  postgres: 5433,
  traces: 9411,
  console: 3000,
  ...portsFrom(3001),
  sandbox: 3010,
  smtp: 2525,
};

function portsFrom(first: number): Record<ServiceName, number> {
  return Object.fromEntries(services.map((name, at) => [name, first + at])) as Record<ServiceName, number>;
}
