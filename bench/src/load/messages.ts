/** What the bench asks of the load generator's process. */
export interface LoadJob {
  readonly url: string;
  /** Of the orders service: where an order's end is seen. Absent: the answer to the POST is its end. */
  readonly database?: string;
  readonly skus: readonly string[];
  readonly inFlight: number;
  /** Seconds of load before anything is counted, and seconds that are. */
  readonly leadIn: number;
  readonly seconds: number;
}

/**
 * Orders that ended while the window was open. Latencies in milliseconds, from the POST
 * being sent to the end being visible.
 */
export interface Window {
  readonly inFlight: number;
  readonly seconds: number;
  readonly orders: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /**
   * How many orders of the whole job, lead-in and drain included, did not end as `fulfilled`, by what they did instead.
   */
  readonly wrong: Readonly<Record<string, number>>;
}

/** What the load generator tells: CPU and metrics are read at `opened` and `closed`. */
export type LoadReport =
  | { readonly kind: 'opened'; readonly backends: readonly number[] }
  | { readonly kind: 'closed' }
  | { readonly kind: 'done'; readonly window: Window }
  | { readonly kind: 'failed'; readonly why: string };
