import { v7 } from 'uuid';
import { reply, type AnyHandler, type Context, type Outgoing, type Store } from '../../handler/handler.js';
import type { Job, Outcome } from '../../handler/job.js';
import { requestIntake } from '../../handler/request-intake.js';
import type { Message } from '../../message/message.js';
import { sagaAttributes } from '../../tracing/attributes.js';
import { currentTrace } from '../../tracing/context.js';
import { tellAbout } from '../../tracing/inherit.js';
import type { OperatorAct } from '../incoming.js';
import type { LoadedSagas } from '../store/loaded-sagas.js';

/** What an operator does, over the instance as it was at this revision. */
export type OperatorOrder = OperatorAct & { readonly expectedVersion: number };

/** `moved`: the instance has gone on since, and is at `revision`; nothing was done. */
export type DeskAnswer =
  | { readonly answer: 'done' | 'moved'; readonly revision: number }
  | { readonly answer: 'refused'; readonly why: string }
  | { readonly answer: 'unknown' };

/**
 * Takes what operators do into the batches of the service: under the instance's lock, in a transaction like any other, and
 * never behind a message that is parked.
 */
export class SagaDesk {
  readonly #handler: AnyHandler;

  constructor(store: Store<string, LoadedSagas>, private readonly runner: { submit(job: Job): Promise<Outcome> }) {
    this.#handler = { store, needs: () => [], decide: () => undefined } as unknown as AnyHandler;
  }

  /** `sagaId` must be a UUID. Rejects with an outage's error when nothing could be done now. */
  async act(sagaId: string, order: OperatorOrder): Promise<DeskAnswer> {
    const message = messageOf(sagaId, order);
    tellAbout(sagaAttributes(message));
    const run = (sagas: unknown, context: Context): Outgoing[] => {
      const { outgoing, ...answer } = (sagas as LoadedSagas).operate(sagaId, order, context);
      return [...outgoing, reply(answer satisfies DeskAnswer)];
    };
    const outcome = await this.runner.submit({ intake: requestIntake, message, parts: [{ handler: this.#handler, needs: () => [sagaId], run }], size: 0 });
    return (outcome as Extract<Outcome, { kind: 'done' }>).reply as DeskAnswer;
  }
}

function messageOf(sagaId: string, order: OperatorOrder): Message {
  const id = v7();
  const step = 'step' in order ? { step: order.step } : {};
  return { id, inboxId: id, type: `messaging.${order.act}-saga`, version: 1, source: '/operator', time: new Date(), key: sagaId, data: {}, correlationId: sagaId, ...step, trace: currentTrace() };
}
