import Table from 'cli-table3';
import { levelsOf, ratiosToFloor, runsOf } from './queries.js';
import type { Measurement, Results } from './results.js';
import { median, spreadOf, type Spread } from './statistics.js';
import { targetsOf } from './targets.js';

/** All that was measured, for a person. */
export function tablesOf(results: Results): string {
  const sections = [
    speed(results),
    cpu(results),
    batches(results),
    memory(results),
    targets(results),
    ...results.leftOut,
  ];
  return sections.join('\n\n');
}

function speed(results: Results): string {
  const rows = levelsOf(results).map(({ what, inFlight }) => {
    const runs = runsOf(results, what, inFlight);
    const of = (pick: (run: Measurement) => number, digits: number) => spread(spreadOf(runs.map(pick)), digits);
    const wrong = runs.flatMap(({ window }) => Object.entries(window.wrong)).map(([how, count]) => `${count} ${how}`);
    return [
      what,
      levelName(inFlight),
      of(({ window }) => window.perSecond, 0),
      spread(spreadOf(ratiosToFloor(results, what, inFlight)), 2),
      of(({ window }) => window.p50, 1),
      of(({ window }) => window.p99, 1),
      of(({ others }) => others * 100, 0),
      wrong.join('; '),
    ];
  });
  return table(
    'Speed: median (least–most) of the runs',
    ['', 'in flight', 'orders/s', '× floor', 'p50 ms', 'p99 ms', '% of machine taken by others', 'not fulfilled'],
    rows,
  );
}

function cpu(results: Results): string {
  const names = [...new Set(results.measurements.flatMap(({ cpuPerOrder }) => Object.keys(cpuPerOrder)))];
  const rows = levelsOf(results).map(({ what, inFlight }) => {
    const runs = runsOf(results, what, inFlight);
    const each = names.map((name) => median(runs.map(({ cpuPerOrder }) => cpuPerOrder[name])));
    const total = each.reduce((sum: number, value) => sum + (value ?? 0), 0);
    return [what, levelName(inFlight), ...each.map((value) => number(value, 2)), number(total, 2)];
  });
  return table('CPU: milliseconds an order by process', ['', 'in flight', ...names, 'all'], rows);
}

function batches(results: Results): string {
  const own = levelsOf(results).filter(({ what, inFlight }) =>
    runsOf(results, what, inFlight).some(({ services }) => services),
  );
  const names = [
    ...new Set(results.measurements.flatMap(({ services }) => Object.keys(services?.messagesPerBatch ?? {}))),
  ];
  const rows = own.map(({ what, inFlight }) => {
    const read = runsOf(results, what, inFlight).flatMap(({ services }) => services ?? []);
    const each = names.map((name) => number(median(read.map(({ messagesPerBatch }) => messagesPerBatch[name])), 1));
    return [
      what,
      levelName(inFlight),
      ...each,
      number(median(read.map(({ relay }) => relay.p50)), 1),
      number(median(read.map(({ relay }) => relay.p99)), 1),
    ];
  });
  return table(
    'Messages per batch, and commit to broker',
    ['', 'in flight', ...names, 'relay p50 ms', 'relay p99 ms'],
    rows,
  );
}

function memory(results: Results): string {
  const last = new Map(results.measurements.map((measurement) => [measurement.what, measurement]));
  const names = [...new Set([...last.values()].flatMap((each) => Object.keys(each.memory)))];
  const rows = [...last.values()].map((each) => [
    each.what,
    ...names.map((name) => {
      const own = each.memory[name];
      return own ? `${number(own.rss, 0)} / ${number(own.pss, 0)} / ${number(own.peak, 0)}` : '';
    }),
  ]);
  return table(
    'Memory after the last level: RSS / PSS / peak RSS, MB (RSS of PostgreSQL counts shared pages once a process)',
    ['', ...names],
    rows,
  );
}

function targets(results: Results): string {
  const words = { true: 'met', false: 'NOT MET', undefined: 'not measured' };
  const rows = targetsOf(results).map(({ what, wanted, got, met, unit }) => [
    what,
    `${wanted} ${unit}`,
    spread(got, unit === '×' ? 2 : 1),
    words[`${met}`],
  ]);
  return table(`Targets (${results.main})`, ['', 'wanted', 'got', ''], rows);
}

function table(title: string, head: string[], rows: string[][]): string {
  const made = new Table({ head, style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return `${title}\n${made.toString()}`;
}

function levelName(inFlight: number): string {
  return inFlight === 1 ? 'idle' : String(inFlight);
}

function spread(value: Spread | undefined, digits: number): string {
  if (!value) return '';
  const { median: middle, least, most } = value;
  return least === most
    ? middle.toFixed(digits)
    : `${middle.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

function number(value: number | undefined, digits: number): string {
  return value === undefined ? '' : value.toFixed(digits);
}
