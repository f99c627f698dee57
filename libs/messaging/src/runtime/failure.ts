import { bounded } from './storable.js';

/** One failed try, as it is kept in histories. */
export interface Failure {
  /** RFC 3339, the database's time. Absent until it is stored. */
  readonly at?: string;
  readonly errorClass: string;
  readonly message: string;
  readonly stack: string;
}

export const failureOf = (error: Error): Failure => ({
  errorClass: bounded(error.name || 'Error', 200),
  message: bounded(error.message, 2_000),
  stack: bounded(error.stack ?? '', 8_000),
});
