import type { AnyContract } from '../../message/contract.js';
import type { Message } from '../../message/message.js';
import type { Step } from '../definition.js';
import { asksOf, type Instance } from './instance.js';
import { meaningOf } from './doubt.js';

/** What an operator gives for the answer of a step, as if it had come. */
export function replyByHand(instance: Instance, step: Step<never>, contract: AnyContract, data: unknown): Message {
  const id = `${instance.id}/${step.name}/by hand`;
  const meaning = meaningOf(step, contract.type);
  return {
    id,
    inboxId: id,
    type: contract.type,
    version: contract.version,
    source: '/operator',
    time: new Date(0),
    key: String((data as Record<string, unknown>)[contract.key]),
    data,
    correlationId: instance.id,
    step: step.name,
    ask: asksOf(instance.steps[step.name], meaning === 'done' || meaning === 'cannot' ? 'undo' : 'do'),
    trace: {},
  };
}
