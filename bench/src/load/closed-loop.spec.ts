import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { runClosedLoop } from './closed-loop.js';
import { Recorder } from './recorder.js';

const nothing = { opened: () => undefined, closed: () => undefined };

describe('a closed loop', () => {
  it('keeps exactly that many orders in flight, and returns when the last has ended', async () => {
    let inFlight = 0;
    const seen = new Set<number>();
    const place = async () => {
      seen.add(++inFlight);
      await turn();
      inFlight -= 1;
      return 'fulfilled';
    };
    const recorder = new Recorder();
    await runClosedLoop(place, recorder, { inFlight: 4, leadIn: 0, seconds: 0.5, ...nothing });
    expect(Math.max(...seen)).toBe(4);
    expect(inFlight).toBe(0);
    expect(recorder.window(4).orders).toBeGreaterThan(4);
  });

  it('goes on after an order that could not be placed, and says how often', async () => {
    const recorder = new Recorder();
    await runClosedLoop(() => Promise.reject(new Error('refused')), recorder, {
      inFlight: 2,
      leadIn: 0,
      seconds: 0.02,
      ...nothing,
    });
    expect(recorder.window(2)).toMatchObject({ orders: 0, perSecond: 0, p50: 0, wrong: { refused: 2 } });
  });
});

describe('a recorder', () => {
  it('counts what ends while it is open, with its percentiles', () => {
    const recorder = new Recorder();
    recorder.ended(5000, 'fulfilled');
    recorder.open(1000);
    for (let ms = 1; ms <= 100; ms++) recorder.ended(ms, 'fulfilled');
    recorder.close(3000);
    recorder.ended(5000, 'fulfilled');
    const window = recorder.window(16);
    expect(window).toMatchObject({ inFlight: 16, seconds: 2, orders: 100, perSecond: 50, wrong: {} });
    expect(window.p50).toBeCloseTo(50, 0);
    expect(window.p99).toBeCloseTo(99, 0);
  });

  it('counts what went wrong at any time', () => {
    const recorder = new Recorder();
    recorder.ended(10, 'stuck');
    recorder.ended(10, 'cancelled');
    recorder.ended(10, 'stuck');
    expect(recorder.window(1).wrong).toEqual({ stuck: 2, cancelled: 1 });
  });
});
