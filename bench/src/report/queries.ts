import { floorName, type Measurement, type Results } from './results.js';

/** All runs of one level of one thing. */
export function runsOf(results: Results, what: string, inFlight: number): Measurement[] {
  return results.measurements.filter((each) => each.what === what && each.window.inFlight === inFlight);
}

/** Every (thing, level) that was measured, in the order of measuring. */
export function levelsOf(results: Results): { readonly what: string; readonly inFlight: number }[] {
  const keys = new Map(
    results.measurements.map(({ what, window }) => [`${what} ${window.inFlight}`, { what, inFlight: window.inFlight }]),
  );
  return [...keys.values()];
}

/**
 * Orders/s as a share of the floor's. A run is held against the floor that was measured just before it,
 * so that a machine that is slow for a while is slow for both; a setting without a floor of its own,
 * against the median of all floors.
 */
export function ratiosToFloor(results: Results, what: string, inFlight: number): number[] {
  const floors = runsOf(results, floorName, inFlight);
  if (floors.length === 0) return [];
  const sorted = floors.map(({ window }) => window.perSecond).sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return runsOf(results, what, inFlight).map(({ run, window }) => {
    const own = what === results.main ? floors.find((floor) => floor.run === run)?.window.perSecond : undefined;
    return window.perSecond / (own ?? middle);
  });
}
