import type { Facts } from '../oracle/facts.js';
import { recoveryOf, type Recovery } from '../oracle/recovery.js';
import { tallyOf } from '../oracle/tally.js';
import { sayFault, type Happened } from './storm.js';

/** All orders in flight are done so soon after a killed service was started again. */
export const PROMISE_MS = 10_000;

export interface Recovered extends Recovery {
  readonly fault: Happened;
  /** Nothing else was broken until it was over: only then is the promise about it. */
  readonly alone: boolean;
}

/** How each fault was got over. */
export const recoveries = (facts: Facts, storm: readonly Happened[]): Recovered[] =>
  storm.map((fault) => {
    const recovery = recoveryOf(facts, fault.healedAt);
    const overAt = (other: Happened) => Math.max(other.upAt, other.healedAt + recoveryOf(facts, other.healedAt).took);
    return {
      fault,
      ...recovery,
      alone: storm.every(
        (other) => other === fault || other.beganAt >= overAt(fault) || overAt(other) <= fault.beganAt,
      ),
    };
  });

/** Those that the promise is about. */
export const promised = (all: readonly Recovered[], services: readonly string[]): Recovered[] =>
  all.filter(({ fault, alone }) => alone && fault.kind === 'kill' && services.includes(fault.target));

export function sayRecoveries(all: readonly Recovered[], services: readonly string[]): string[] {
  const times = promised(all, services)
    .map(({ took }) => took)
    .sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)];
  return [
    'recovery: from the restart to the end of the last order in flight',
    ...all.map(
      ({ fault, inFlight, took, alone }) =>
        `${sayFault(fault).padEnd(44)}${String(inFlight).padStart(5)} orders ${seconds(took).padStart(8)}${alone ? '' : '  (not alone)'}`,
    ),
    median === undefined
      ? 'no service was killed alone'
      : `services killed alone: ${times.length}; median ${seconds(median)}, longest ${seconds(times.at(-1)!)} (promise: ${seconds(PROMISE_MS)})`,
  ];
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

export function sayFacts(facts: Facts): string[] {
  const ended = Map.groupBy(facts.orders, ({ status, reason }) => (reason === null ? status : `${status} (${reason})`));
  const returned = facts.sagas.filter(({ saga, status }) => saga === 'return-order' && status === 'completed').length;
  return [
    `${facts.said.length} requests, ${facts.orders.length} orders: ${[...ended].map(([status, orders]) => `${orders.length} ${status}`).join(', ')}; ${returned} came back`,
    ...slowest(facts, 3),
    `${'messages'.padEnd(12)}${['accepted', 'applied', 'duplicates', 'retrying', 'dead', 'lost'].map((name) => name.padStart(12)).join('')}`,
    ...tallyOf(facts).map(
      ({ service, accepted, applied, duplicates, retrying, dead, lost }) =>
        `${service.padEnd(12)}${[accepted, applied, duplicates, retrying, dead, lost.length].map((count) => String(count).padStart(12)).join('')}`,
    ),
  ];
}

/** Where the orders that took longest had to wait longest. */
function slowest({ sagas }: Facts, count: number): string[] {
  const waits = sagas
    .filter(({ saga, history }) => saga === 'fulfil-order' && history.length > 1)
    .map(({ orderId, history }) => {
      const gaps = history
        .slice(1)
        .map((line, index) => ({ from: history[index]!, to: line, took: line.at - history[index]!.at }));
      const longest = gaps.reduce((one, other) => (other.took > one.took ? other : one));
      return { orderId, took: history.at(-1)!.at - history[0]!.at, longest };
    });
  return waits
    .sort((one, other) => other.took - one.took)
    .slice(0, count)
    .map(
      ({ orderId, took, longest: { from, to, took: waited } }) =>
        `order ${orderId} took ${seconds(took)}: ${seconds(waited)} from ${from.kind} ${from.step ?? ''} to ${to.kind} ${to.step ?? ''}`,
    );
}

/** Nothing that a storm does is the fault of a message: none may die of it. */
export const died = ({ services }: Facts): string[] =>
  Object.entries(services).flatMap(([service, { deadLetters }]) =>
    deadLetters.map(({ messageId, key }) => `${service} gave up ${messageId} of ${key}`),
  );
