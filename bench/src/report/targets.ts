import { services } from '@sagaworks/tools';
import { ratiosToFloor, runsOf } from './queries.js';
import { floorName, type Results } from './results.js';
import { median, spreadOf, type Spread } from './statistics.js';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly got: Spread | undefined;
  /** Undefined: not measured. */
  readonly met: boolean | undefined;
  readonly unit: string;
}

/** What the system must reach on two cores, with instant adapters and 5 % of the orders traced. */
export function targetsOf(results: Results): Target[] {
  const { main } = results;
  const idle = runsOf(results, main, 1).filter(({ window }) => window.orders > 0);
  const relay = idle.flatMap(({ services: read }) => read?.relay.p99 ?? []);
  const peaks = services.flatMap(
    (service) => median(lastOfRuns(results).map(({ memory }) => memory[service]?.peak)) ?? [],
  );
  const wrong = results.measurements
    .filter(({ what }) => what !== floorName)
    .map(({ window }) => sum(Object.values(window.wrong)));
  return [
    atLeast('orders/s at 64 in flight, to the floor', 0.3, spreadOf(ratiosToFloor(results, main, 64)), '×'),
    atLeast('orders/s at 256 in flight, to the floor', 0.5, spreadOf(ratiosToFloor(results, main, 256)), '×'),
    atMost('idle latency p50', 50, spreadOf(idle.map(({ window }) => window.p50)), 'ms'),
    atMost('relay, commit to broker, p99 at idle', 25, spreadOf(relay), 'ms'),
    atMost(
      'memory of the largest service, at its peak',
      300,
      spreadOf(peaks.length === 0 ? [] : [Math.max(...peaks)]),
      'MB',
    ),
    atMost('orders that were not fulfilled', 0, spreadOf(wrong.length === 0 ? [] : [sum(wrong)]), ''),
  ];
}

/** The last measurement of each run of the main setting: a peak only grows. */
function lastOfRuns({ main, measurements }: Results) {
  const own = measurements.filter(({ what }) => what === main);
  return own.filter(({ run }, index) => own[index + 1]?.run !== run);
}

function atLeast(what: string, least: number, got: Spread | undefined, unit: string): Target {
  return { what, wanted: `≥ ${least}`, got, met: got && got.median >= least, unit };
}

function atMost(what: string, most: number, got: Spread | undefined, unit: string): Target {
  return { what, wanted: `≤ ${most}`, got, met: got && got.median <= most, unit };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
