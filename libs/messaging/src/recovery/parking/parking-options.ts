import type { RetryPolicies } from '../../handler/retries.js';
import type { UndoneTypes } from '../undos/undos.js';

export interface ParkingOptions {
  /** Messages in one sequence at which its partition waits; what is in hand then still goes in. @default 1_000 */
  readonly limit?: number;
  /** @default `defaultRetryPolicy` for all types */
  readonly policyOf?: RetryPolicies;
  /** By them an undo passes the dead message that it undoes, where that holds its sequence. @default nothing passes */
  readonly undone?: UndoneTypes;
  /** @default Math.random */
  readonly random?: () => number;
  /** Called after each commit that parked something: the drain has a new date. */
  readonly onParked?: () => void;
}
export const DEFAULT_LIMIT = 1_000;
