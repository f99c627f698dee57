import { traceOf } from '../../message/cloudevents.js';
import { derivedId } from '../../message/ids.js';
import { traceIdOf } from '../../tracing/context.js';
import { failureOf, type Failure } from '../../runtime/failure.js';
import { fingerprintOf } from './fingerprint.js';
import type { NewDeadLetter } from '../ports.js';
import { indexable } from '../../runtime/storable.js';
import { storedSequence } from './stored-record.js';

/** All that is known of a message at the moment it becomes a dead letter. */
export interface DeadLetterInsert {
  readonly id: string;
  readonly message: NewDeadLetter;
  readonly type: string;
  readonly failure: Failure;
  readonly history: readonly Failure[];
  readonly attempts: number;
  readonly fingerprint: string;
  readonly sagaId: string | undefined;
  readonly traceId: string | undefined;
}

export function newDeadLetterOf(service: string, message: NewDeadLetter): DeadLetterInsert {
  const { headers } = message.record;
  const type = indexable(message.type ?? headers['ce_type'] ?? 'unknown');
  const failure = failureOf(message.error);
  const sagaId = headers['ce_correlationid'];
  return {
    id: message.deadLetterId ?? deadLetterId(service, message),
    message,
    type,
    failure,
    history: message.history ?? [],
    attempts: message.attempts ?? 1,
    fingerprint: fingerprintOf(failure, type),
    sagaId: sagaId === undefined ? undefined : indexable(sagaId),
    traceId: traceIdOf(traceOf(headers)),
  };
}

/** All of one transaction's part: a message that dies twice in it is one letter, which has failed as often. */
export function newDeadLettersOf(service: string, messages: readonly NewDeadLetter[]): DeadLetterInsert[] {
  const letters = new Map<string, DeadLetterInsert>();
  for (const message of messages) {
    const letter = newDeadLetterOf(service, message);
    const before = letters.get(letter.id);
    letters.set(letter.id, before === undefined ? letter : diedAgain(before, letter));
  }
  return [...letters.values()];
}

/** The message and its place are those of the first death; how it failed is that of the last. */
export const diedAgain = <Letter extends DeadLetterInsert>(
  before: Letter,
  { failure, fingerprint, history, attempts }: DeadLetterInsert,
): Letter => ({
  ...before,
  failure,
  fingerprint,
  history: [...before.history, before.failure, ...history],
  attempts: before.attempts + attempts,
});

/** A CloudEvents id is unique within its source only. */
export const deadLetterId = (
  service: string,
  { messageId, record }: Pick<NewDeadLetter, 'messageId' | 'record'>,
): string => derivedId('dead-letter', service, record.headers['ce_source'] ?? '', messageId);

/** A line of a dead letter's history. */
export interface LifecycleEvent {
  readonly letter: string;
  /** Absent for now, the database's. */
  readonly at?: string;
  readonly kind: 'tried' | 'parked' | 'dead-lettered' | 'failed-again';
  readonly detail: object;
  readonly trace?: string;
}

/**
 * The tries before, as far as they are not on record yet, the parking after the first of them, and the death itself.
 */
export function eventsOf({ id, message, failure, history, attempts, traceId }: DeadLetterInsert): LifecycleEvent[] {
  const common = { letter: id, ...(traceId === undefined ? {} : { trace: traceId }) };
  const tries = history.map(
    ({ at, ...detail }): LifecycleEvent => ({ ...common, kind: 'tried', detail, ...(at === undefined ? {} : { at }) }),
  );
  const [first, ...later] = tries;
  const parked: LifecycleEvent[] = first === undefined ? [] : [first, { ...first, kind: 'parked', detail: {} }];
  return [
    ...parked,
    ...later,
    {
      ...common,
      kind: message.deadLetterId === undefined ? 'dead-lettered' : 'failed-again',
      detail: { ...failure, attempts },
    },
  ];
}

/** Where the message was in its topic, as rows name it. */
export const sequenceOf = ({ message }: DeadLetterInsert) => storedSequence(message);
