import { describe, expect, it } from '@jest/globals';
import { ratiosToFloor } from './queries.js';
import { floorName, type Measurement, type Results } from './results.js';
import { spreadOf } from './statistics.js';
import { tablesOf } from './tables.js';
import { targetsOf } from './targets.js';

const main = 'instant outside, tracing 5 %';

function measured(
  what: string,
  run: number,
  inFlight: number,
  perSecond: number,
  more: Partial<Measurement> = {},
): Measurement {
  const window = { inFlight, seconds: 8, orders: perSecond * 8, perSecond, p50: 30, p99: 60, max: 80, wrong: {} };
  return {
    what,
    run,
    window,
    cpuPerOrder: { orders: 1.25, load: 0.5 },
    others: 0.02,
    memory: { orders: { rss: 150, pss: 120, peak: 180 } },
    pids: {},
    opened: 0,
    closed: 0,
    ...more,
  };
}

function results(measurements: Measurement[]): Results {
  return {
    startedAt: '2030-01-01T00:00:00.000Z',
    machine: { cpus: 2, model: 'one', memoryGb: 8, node: 'v24' },
    main,
    measurements,
    leftOut: [],
  };
}

describe('a spread', () => {
  it('is the median with the least and the most', () => {
    expect(spreadOf([9, 1, 4])).toEqual({ median: 4, least: 1, most: 9 });
    expect(spreadOf([1, 2])).toEqual({ median: 1.5, least: 1, most: 2 });
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('the ratio to the floor', () => {
  const measurements = [
    measured(floorName, 1, 64, 1000),
    measured(main, 1, 64, 400),
    measured(floorName, 2, 64, 500),
    measured(main, 2, 64, 100),
  ];

  it('holds each run against the floor of the same run', () => {
    expect(ratiosToFloor(results(measurements), main, 64)).toEqual([0.4, 0.2]);
  });

  it('holds a setting without a floor of its own against the median floor', () => {
    const other = measured('sandbox over HTTP, tracing off', 1, 64, 250);
    expect(ratiosToFloor(results([...measurements, measured(floorName, 3, 64, 800), other]), other.what, 64)).toEqual([
      250 / 800,
    ]);
  });
});

describe('the targets', () => {
  const met = (measurements: Measurement[]) => targetsOf(results(measurements)).map((target) => target.met);
  const relay = (p99: number) => ({ services: { messagesPerBatch: {}, relay: { p50: 2, p99, sends: 10 } } });
  const good = [
    measured(floorName, 1, 64, 1000),
    measured(floorName, 1, 256, 1000),
    measured(main, 1, 1, 30, relay(20)),
    measured(main, 1, 64, 300),
    measured(main, 1, 256, 500),
  ];

  it('are met at their very limits', () => {
    expect(met(good)).toEqual([true, true, true, true, true, true]);
  });

  it('are neither met nor missed where nothing was measured', () => {
    expect(met([])).toEqual(new Array(6).fill(undefined));
  });

  it('are not met by a run in which no order ended', () => {
    const none = { ...measured(main, 1, 1, 0).window, orders: 0, p50: 0 };
    expect(met([measured(main, 1, 1, 0, { window: none })])[2]).toBeUndefined();
  });

  it('are missed one by one', () => {
    const slow = { ...measured(main, 1, 256, 500).window, perSecond: 499, wrong: { stuck: 1 } };
    const bad = [
      measured(floorName, 1, 64, 1001),
      measured(floorName, 1, 256, 1000),
      measured(main, 1, 1, 30, relay(26)),
      measured(main, 1, 64, 300),
    ];
    const last = measured(main, 1, 256, 500, { window: slow, memory: { notifier: { rss: 1, pss: 1, peak: 301 } } });
    expect(met([...bad, last])).toEqual([false, false, true, false, false, false]);
  });
});

describe('the tables', () => {
  it('name every process, level and target once', () => {
    const text = tablesOf(
      results([measured(floorName, 1, 64, 1000), measured(main, 1, 1, 28), measured(main, 1, 64, 412)]),
    );
    for (const expected of ['idle', '412', '0.41', '1.25', '150 / 120 / 180', 'met', 'not measured'])
      expect(text).toContain(expected);
  });

  it('show the spread where several runs differ', () => {
    expect(tablesOf(results([measured(floorName, 1, 64, 1000), measured(floorName, 2, 64, 1200)]))).toContain(
      '1100 (1000–1200)',
    );
  });
});
