/**
 * What any library may say of its errors: the world around is broken, not the request. Such a request is
 * answered 503, with a time to come back.
 */
export interface Outage {
  readonly retry: 'outage';
  /** What cannot be used, as the client may read it: `database`. */
  readonly away?: string;
  /** Whether something may have been stored. @default false */
  readonly inDoubt?: boolean;
  /** Whether nothing is broken, and too much is under way. @default false */
  readonly overloaded?: boolean;
  /** Seconds until it is worth asking again. @default 2 */
  readonly retryAfter?: number;
}

export const isOutage = (error: unknown): error is Outage =>
  error instanceof Error && (error as Partial<Outage>).retry === 'outage';
