import {
  BrokerAway,
  CommitInDoubt,
  FaultSet,
  PartyUnavailable,
  TransactionLost,
  type MessagingError,
} from '../errors.js';

/**
 * What can be made to happen. `crash` is a SIGKILL of the process by itself; `throw` fails
 * as the world would fail there.
 */
export const FAULT_ACTIONS = ['crash', 'throw', 'delay', 'drop', 'duplicate', 'reorder'] as const;
export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** A boundary of the protocol: what is done when it is reached, and what is not. */
export type FaultPoint =
  /** A record is fetched, and not in a batch yet. */
  | 'on-receive'
  /** A message's handlers are about to decide; `throw` is a failure of this message, not of its batch. */
  | 'on-decide'
  /** All statements of the batch have been issued, the COMMIT has not; `delay` holds transaction and locks open. */
  | 'before-commit'
  /**
   * The COMMIT is done and nobody has been told: nothing is sent, called or acknowledged; `throw`
   * is a COMMIT whose answer is lost.
   */
  | 'after-commit'
  /** The pending call of a call is on record, the call is not made. */
  | 'after-call-commit'
  /** The call is made, its answer is not on record; `throw` loses the answer. */
  | 'after-outside-call'
  /**
   * A message is committed in the outbox and about to be sent. `drop` and `reorder` are a broker that
   * lies: the relay takes it for sent.
   */
  | 'before-send'
  /** What the relay sent before this message is at the broker, the message is not. */
  | 'between-sends'
  /** A message is at the broker and not marked as sent. */
  | 'after-publish'
  /** Effects are committed, their offsets are not. */
  | 'before-offset-commit'
  /** The group is about to share its partitions anew; `throw` replaces the consumer. */
  | 'on-rebalance';

interface Declared {
  readonly what: string;
  readonly actions: readonly FaultAction[];
  /** Whether it is reached with a message in hand, so that a rule can choose by type and key. */
  readonly knowsMessage: boolean;
  /** What `throw` throws. */
  readonly failure: new (
    message: string,
  ) => MessagingError;
}

const declared = (
  what: string,
  actions: readonly FaultAction[],
  failure: Declared['failure'],
  knowsMessage = true,
): Declared => ({ what, actions, failure, knowsMessage });

/** In the order of a message's way through a service. */
export const faultPoints: Readonly<Record<FaultPoint, Declared>> = {
  'on-receive': declared('fetched, not in a batch yet', ['crash', 'throw', 'delay', 'drop', 'duplicate'], FaultSet),
  'on-decide': declared('about to be decided over', ['crash', 'throw'], FaultSet),
  'before-commit': declared('all statements issued, not committed', ['crash', 'throw', 'delay'], TransactionLost),
  'after-commit': declared('committed, nothing sent or acknowledged', ['crash', 'throw'], CommitInDoubt),
  'after-call-commit': declared('the call is on record, not made', ['crash', 'throw', 'delay'], PartyUnavailable),
  'after-outside-call': declared(
    'the call is made, its answer not on record',
    ['crash', 'throw', 'delay'],
    PartyUnavailable,
  ),
  'before-send': declared(
    'in the outbox, about to be sent',
    ['crash', 'throw', 'delay', 'drop', 'duplicate', 'reorder'],
    BrokerAway,
  ),
  'between-sends': declared(
    'what was sent before is at the broker, this is not',
    ['crash', 'throw', 'delay'],
    BrokerAway,
  ),
  'after-publish': declared('at the broker, not marked as sent', ['crash', 'throw', 'delay'], BrokerAway),
  'before-offset-commit': declared('effects committed, offsets not', ['crash', 'throw', 'delay'], BrokerAway, false),
  'on-rebalance': declared('the group is about to share its partitions anew', ['crash', 'throw'], BrokerAway, false),
};

export const FAULT_POINTS = Object.keys(faultPoints) as [FaultPoint, ...FaultPoint[]];
