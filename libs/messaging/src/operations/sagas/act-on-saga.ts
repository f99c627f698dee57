import { v7 } from 'uuid';
import type { Database } from '../../runtime/database.js';
import type { Context, Store } from '../../handler/handler.js';
import { reply, type Outgoing } from '../../handler/outgoing.js';
import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import { requestSource } from '../../handler/request-source.js';
import type { Message } from '../../message/message.js';
import { sagaAttributes } from '../../tracing/attributes.js';
import { currentTrace } from '../../tracing/context.js';
import { tellAbout } from '@sagaworks/chassis/spans';
import type { OperatorOrder } from '../../saga/engine/incoming.js';
import type { OperatorAnswer, LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { noteRefusedOrder } from './refused-acts.js';

/**
 * Takes what operators do into the batches of the service: under the instance's lock, in a transaction like any other,
 * and never behind a message that is parked.
 */
export class SagaOperations {
  constructor(
    private readonly store: Store<string, LoadedSagas>,
    private readonly runner: { submit(unit: WorkUnit): Promise<Outcome> },
    private readonly database: Pick<Database, 'query'>,
  ) {}

  /**
   * `sagaId` must be a UUID. What is not done is on record when this resolves. Rejects with an outage's
   * error when nothing could be done now.
   */
  async act(sagaId: string, order: OperatorOrder): Promise<OperatorAnswer> {
    const message = messageOf(sagaId, order);
    tellAbout(sagaAttributes(message));
    const run = (sagas: unknown, context: Context): Outgoing[] => {
      const { outgoing, ...answer } = (sagas as LoadedSagas).operate(sagaId, order, context);
      return [...outgoing, reply(answer satisfies OperatorAnswer)];
    };
    const outcome = await this.runner.submit({
      source: requestSource,
      message,
      parts: [{ store: this.store, needs: () => [sagaId], run }],
      size: 0,
    });
    const answer = (outcome as Extract<Outcome, { kind: 'done' }>).reply as OperatorAnswer;
    if (answer.answer === 'refused') await noteRefusedOrder(this.database, sagaId, order, answer);
    if (answer.answer === 'moved')
      await noteRefusedOrder(this.database, sagaId, order, { ...answer, why: 'it has moved' });
    return answer;
  }
}

function messageOf(sagaId: string, order: OperatorOrder): Message {
  const id = v7();
  const step = 'step' in order && order.step !== undefined ? { step: order.step } : {};
  return {
    id,
    inboxId: id,
    type: `messaging.${order.act}-saga`,
    version: 1,
    source: '/operator',
    time: new Date(),
    key: sagaId,
    data: {},
    correlationId: sagaId,
    ...step,
    trace: currentTrace(),
  };
}
