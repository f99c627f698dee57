import type { AnyHandler, Context, Store } from '../../handler/handler.js';
import type { Registration } from '../../handler/handler-registry.js';
import type { AnyContract } from '../../message/contract.js';
import type { Message } from '../../message/message.js';
import type { SagaDefinition, Step } from '../definition.js';
import type { LoadedSagas } from './loaded-sagas.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * The engine as handlers: one takes every reply that any step of the service's sagas may get. Messages of other sagas
 * pass it by.
 */
export function sagaHandlers(
  definitions: readonly SagaDefinition[],
  store: Store<string, LoadedSagas>,
): Registration[] {
  const handler = {
    store,
    needs: (_data: unknown, { correlationId }: Message) =>
      correlationId !== undefined && UUID.test(correlationId) ? [correlationId.toLowerCase()] : [],
    decide: (_data: unknown, sagas: LoadedSagas, context: Context) => sagas.reply(context.message, context),
  };
  const contracts = new Map<string, AnyContract>();
  for (const contract of definitions.flatMap(({ steps }) => steps.flatMap(repliesOf))) {
    const known = contracts.get(contract.type);
    if (known === undefined || known.version < contract.version) contracts.set(contract.type, contract);
  }
  return [...contracts.values()].map((contract) => ({ contract, handler: handler as unknown as AnyHandler }));
}

/** Every message type that a step may be answered with. */
export function repliesOf(step: Step<never>): AnyContract[] {
  switch (step.kind) {
    case 'compensatable':
      return [step.yes, step.no, step.undo.done, ...(step.undo.cannot === undefined ? [] : [step.undo.cannot])];
    case 'pivot':
      return [step.yes, step.no];
    case 'retriable':
      return [step.yes];
    default:
      return step satisfies never;
  }
}
