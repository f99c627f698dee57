import type { Context, Store } from '../../handler/handler.js';
import type { MessageSource, WorkUnit, Outcome } from '../../handler/work-unit.js';
import { derivedId } from '../../message/ids.js';
import type { Message } from '../../message/message.js';
import type { Outage } from '../engine/stand-still.js';
import type { LoadedSagas } from '../store/loaded-sagas.js';
import type { DueSaga, DueSagas, Postponed } from './due-sagas.js';

/**
 * Turns overdue instances into units. What really is overdue is decided under the instance's lock, so one too many does
 * nothing, but to fall due again in a minute if it still seems so.
 */
export class DeadlineUnits {
  readonly #source: MessageSource;
  /** Units that had nothing to do when they last ran. */
  readonly #idle = new WeakSet<Message>();

  constructor(
    private readonly store: Store<string, LoadedSagas>,
    dueSagas: DueSagas,
  ) {
    this.#source = {
      name: 'deadline',
      settle: (tx, outcomes) => {
        const postponed = [...outcomes].flatMap(([unit, outcome]) => this.#postponed(unit, outcome));
        if (postponed.length > 0) dueSagas.postpone(tx, postponed);
      },
    };
  }

  /** `outages`: the time in which the broker was away does not count. */
  unitOf(due: DueSaga, outages: readonly Outage[]): WorkUnit {
    const message = messageOf(due);
    const part = {
      store: this.store,
      needs: () => [due.id],
      run: (sagas: unknown, context: Context) => {
        const outgoing = (sagas as LoadedSagas).deadlines(due.id, context, outages);
        this.#idle[outgoing === undefined ? 'add' : 'delete'](message);
        return outgoing ?? [];
      },
    };
    return { source: this.#source, message, parts: [part], size: 0 };
  }

  #postponed({ message }: WorkUnit, outcome: Outcome): Postponed[] {
    const about = { sagaId: message.correlationId!, messageId: message.id };
    if (outcome.kind === 'failed') return [{ ...about, error: outcome.error }];
    return this.#idle.has(message) ? [about] : [];
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
