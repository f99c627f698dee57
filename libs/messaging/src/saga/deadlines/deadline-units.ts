import type { Context, Store } from '../../handler/handler.js';
import type { MessageSource, WorkUnit, Outcome } from '../../handler/work-unit.js';
import { derivedId } from '../../message/ids.js';
import type { Message } from '../../message/message.js';
import type { LoadedSagas } from '../store/loaded-sagas.js';
import type { DueSaga, DueSagas } from './due-sagas.js';

/** Turns overdue instances into units. What really is overdue is decided under the instance's lock, so one too many does nothing. */
export class DeadlineUnits {
  readonly #source: MessageSource;

  constructor(
    private readonly store: Store<string, LoadedSagas>,
    dueSagas: DueSagas,
  ) {
    this.#source = {
      name: 'deadline',
      settle: (tx, outcomes) => {
        const failures = [...outcomes].flatMap(([unit, outcome]) => failureOf(unit, outcome));
        if (failures.length > 0) dueSagas.postpone(tx, failures);
      },
    };
  }

  unitOf(due: DueSaga): WorkUnit {
    const message = messageOf(due);
    const part = {
      store: this.store,
      needs: () => [due.id],
      run: (sagas: unknown, context: Context) => (sagas as LoadedSagas).deadlines(due.id, context),
    };
    return { source: this.#source, message, parts: [part], size: 0 };
  }
}

/** What the deadline's commands name as their cause: the same for the same deadline, whoever notices it. */
function messageOf({ id: sagaId, businessKey, dueAt, trace }: DueSaga): Message {
  const id = derivedId(sagaId, 'deadline', dueAt.toISOString());
  return {
    id,
    inboxId: id,
    type: 'messaging.deadline',
    version: 1,
    source: '/deadlines',
    time: dueAt,
    key: businessKey,
    data: {},
    correlationId: sagaId,
    trace,
  };
}

const failureOf = ({ message }: WorkUnit, outcome: Outcome) =>
  outcome.kind === 'failed' ? [{ sagaId: message.correlationId!, messageId: message.id, error: outcome.error }] : [];
