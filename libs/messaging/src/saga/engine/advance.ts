import type { OutgoingMessage } from '../../message/contract.js';
import { cancel } from './cancel.js';
import type { SagaDefinition } from '../definition.js';
import { goOn } from './go-on.js';
import type { HistoryEntry, Incoming } from './incoming.js';
import type { Instance } from './instance.js';
import { missed } from './missed.js';
import { operate } from './operate.js';
import { replied } from './replied.js';
import type { Outage } from './stand-still.js';
import { note, type Turn } from './turn.js';

export interface Advanced {
  readonly instance: Instance;
  readonly outgoing: readonly OutgoingMessage[];
  /** Empty when nothing happened, e.g. for a deadline of an ask that was answered. */
  readonly history: readonly HistoryEntry[];
}

/**
 * The whole saga algorithm, as a function of what is known and what has happened. Same arguments, same result.
 *
 * A saga is a sequence of transactions T1 … Tn with a compensation Ci for each: either all T run, or T1 … Tj and then
 * Cj … C1 (H. Garcia-Molina, K. Salem, "Sagas", SIGMOD 1987, https://dl.acm.org/doi/10.1145/38713.38742). That paper's
 * saga knows what has run; here the last step may be silent, so its compensation runs too, and must be able to come
 * first. Compensatable, pivot and retriable steps are those of S. Mehrotra et al., "A transaction model for
 * multidatabase systems", ICDCS 1992, as taken up by C. Richardson, "Microservices Patterns" (2018), chapter 4: up to
 * the pivot the saga can go back, after it only forward. Here the pivot counts from the moment it is *asked*.
 */
export function advance(
  definition: SagaDefinition,
  instance: Instance,
  incoming: Incoming,
  now: Date,
  outages: readonly Outage[] = [],
): Advanced {
  const turn: Turn = { definition, now, outages, outgoing: [], history: [] };
  const after = next(turn, instance, incoming);
  return { instance: kept(definition, after), outgoing: turn.outgoing, history: turn.history };
}

/** Of one that has ended, only what is still needed. */
function kept({ keep }: SagaDefinition, instance: Instance): Instance {
  const { phase } = instance;
  switch (phase.status) {
    case 'completed':
    case 'rolled-back':
      return { ...instance, data: keep(instance.data as never, phase.status) };
    case 'resolved':
      return phase.outcome === 'unknown'
        ? instance
        : { ...instance, data: keep(instance.data as never, phase.outcome) };
    case 'running':
    case 'compensating':
    case 'needs-operator':
      return instance;
    default:
      return phase satisfies never;
  }
}

function next(turn: Turn, instance: Instance, incoming: Incoming): Instance {
  switch (incoming.kind) {
    case 'start':
      note(turn, { kind: 'started' });
      return goOn(turn, instance);
    case 'reply':
      return replied(turn, instance, incoming.message);
    case 'deadline':
      return missed(turn, instance, incoming);
    case 'cancel':
      return cancel(turn, instance, incoming.detail);
    case 'operator':
      return operate(turn, instance, incoming);
    default:
      return incoming satisfies never;
  }
}
