import type { OutgoingMessage } from '../../message/contract.js';
import { checkOutgoing } from '../../message/read.js';
import type { SagaDefinition } from '../definition.js';
import type { OperatorAct } from './incoming.js';
import type { Instance, Phase, Resolution } from './instance.js';
import { note, tell, withPhase, type Turn } from './turn.js';

type Resolve = Extract<OperatorAct, { act: 'resolve' }>;
type NeedsOperator = Extract<Phase, { status: 'needs-operator' }>;

/**
 * Ends it by a person's word, and tells so what it would have told at this end; what was told before is not told again.
 */
export function resolve(turn: Turn, instance: Instance, act: Resolve): Instance {
  const { stuck } = instance.phase as NeedsOperator;
  const message = endOf(turn.definition, instance, act);
  if (message !== undefined) tell(turn, instance, message);
  note(turn, {
    kind: 'resolved',
    step: stuck.step,
    actor: act.actor,
    detail: `as ${act.outcome}: ${act.reason}`,
    ...(message === undefined ? {} : { messageType: message.contract.type }),
  });
  return withPhase(instance, { status: 'resolved', stuck, note: act.reason, ...resolutionOf(instance, act) });
}

/** Why it cannot be resolved so, in a sentence; nothing when it can. */
export function refusedResolution(definition: SagaDefinition, instance: Instance, act: Resolve): string | undefined {
  const { phase } = instance;
  if (phase.status !== 'needs-operator')
    return `only a saga that needs an operator is resolved by hand; it is ${phase.status}`;
  if (act.outcome === 'completed' && wasTold(phase)) return 'it was told as rolled back before';
  try {
    const message = endOf(definition, instance, act);
    if (message !== undefined) checkOutgoing(message.contract, message.data);
    return undefined;
  } catch (error) {
    return `what the saga knows does not tell that it is ${act.outcome}: ${(error as Error).message}`;
  }
}

const wasTold = ({ before }: NeedsOperator): boolean => before.status === 'compensating' && before.told;

function endOf(definition: SagaDefinition, instance: Instance, act: Resolve): OutgoingMessage | undefined {
  const resolution = resolutionOf(instance, act);
  if (resolution.outcome === 'completed') return definition.completed(instance.data as never);
  return wasTold(instance.phase as NeedsOperator)
    ? undefined
    : definition.rolledBack(instance.data as never, resolution.reason, 'by-hand');
}

/** What it was being rolled back for stays its reason. */
function resolutionOf({ phase }: Instance, { outcome, reason: detail }: Resolve): Resolution {
  if (outcome === 'completed') return { outcome };
  const { stuck, before } = phase as NeedsOperator;
  return {
    outcome,
    reason:
      before.status === 'compensating'
        ? before.reason
        : { kind: 'cancelled', step: stuck.step, detail, by: 'operator' },
  };
}
