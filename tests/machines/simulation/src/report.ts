import type { Violation } from './judge/evidence.js';
import type { Run } from './simulate.js';

const LINES = 80;
const VIOLATIONS = 10;

/** One line a run. */
export const sayRun = ({ seed, profile, orders, ends, virtualMs, hash, violations }: Run): string =>
  [
    `seed ${seed}`.padEnd(10),
    profile.padEnd(11),
    `${orders} orders`.padEnd(12),
    sayEnds(ends).padEnd(66),
    `${(virtualMs / 1_000).toFixed(0)} s`.padStart(7),
    hash,
    violations.length === 0 ? '' : `${violations.length} violated`,
  ]
    .join('  ')
    .trimEnd();

/** What was broken, how to see it again, and what happened to the first order concerned. */
export function sayFailure({ seed, violations, lines }: Run, orders: number): string {
  const shown = violations
    .slice(0, VIOLATIONS)
    .map(({ rule, orderId, what }) => `  ${rule}${orderId === undefined ? '' : ` (${orderId})`}: ${what}`);
  const more = violations.length > VIOLATIONS ? [`  and ${violations.length - VIOLATIONS} more`] : [];
  return [
    '',
    `seed ${seed} breaks:`,
    ...shown,
    ...more,
    '',
    `the last of what happened${about(violations)}, in milliseconds:`,
    ...linesOf(violations, lines).map((line) => `  ${line}`),
    '',
    `again: npm run simulate -- --seed ${seed} --orders ${orders}`,
  ].join('\n');
}

/** Of the first order that is named, and of what happened to processes meanwhile. */
function linesOf(violations: readonly Violation[], lines: readonly string[]): readonly string[] {
  const orderId = violations.find((each) => each.orderId !== undefined)?.orderId;
  if (orderId === undefined) return lines.slice(-LINES);
  const first = lines.findIndex((line) => line.includes(orderId));
  const last = lines.findLastIndex((line) => line.includes(orderId));
  return lines
    .slice(first, last + 1)
    .filter((line) => line.includes(orderId) || /starts|killed|stands still|stop|rebalance|again|down/.test(line))
    .slice(-LINES);
}

const about = (violations: readonly Violation[]): string =>
  violations.some(({ orderId }) => orderId !== undefined) ? ' to the first order, and to processes meanwhile' : '';

const sayEnds = (ends: Run['ends']): string =>
  Object.entries(ends)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([end, count]) => `${count} ${end}`)
    .join(', ');
