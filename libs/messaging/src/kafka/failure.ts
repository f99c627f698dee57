import { BrokerAway } from '../errors.js';

interface KafkaFailure extends Error {
  /** The protocol's name of the error, e.g. `MESSAGE_TOO_LARGE`. */
  readonly type?: string;
  readonly cause?: unknown;
}

/** What the broker says of a record, not of itself: the same record is refused again. */
const REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'CORRUPT_MESSAGE',
  'INVALID_TIMESTAMP',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
]);

/** The protocol error at the bottom of a failure: kafkajs wraps it once per layer of retries. */
export function protocolError(failure: unknown): string | undefined {
  for (
    let error = failure as KafkaFailure | undefined;
    error instanceof Error;
    error = error.cause as KafkaFailure | undefined
  ) {
    if (error.type !== undefined) return error.type;
  }
  return undefined;
}

/**
 * A broker that has just started, or has just begun to lead a topic or to coordinate a group, answers so for a while.
 */
const PASSING = new Set([
  'NOT_LEADER_FOR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

export const isPassing = (failure: unknown): boolean => PASSING.has(protocolError(failure) ?? '');

export const isRefusal = (failure: unknown): boolean => REFUSALS.has(protocolError(failure) ?? '');

/** kafkajs throws this as a bare `Error` over a connection that has just ended. */
const NOT_CONNECTED = 'Broker not connected';

/** Every failure of kafkajs that is not a refusal is the broker's; anything else is a bug and stays what it is. */
export function asBrokerAway(failure: unknown): Error {
  if (failure instanceof BrokerAway) return failure;
  const error = failure as Error;
  return error.name.startsWith('KafkaJS') || error.message === NOT_CONNECTED
    ? new BrokerAway(`the broker cannot be used: ${error.message}`, { cause: error })
    : error;
}
