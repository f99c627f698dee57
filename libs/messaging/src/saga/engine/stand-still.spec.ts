import { describe, expect, it } from '@jest/globals';
import { tripSaga } from '../../testing/trip-saga.js';
import { advance } from './advance.js';
import { fresh } from './instance.js';
import { standStill } from './stand-still.js';

const wait = { since: 1_000, due: 31_000 };

describe('a wait for an answer', () => {
  it('ends when it is due, where nothing was away', () => {
    expect(standStill(wait, [])).toEqual(wait);
    expect(standStill(wait, [{ from: 31_000, to: 90_000 }])).toEqual(wait);
    expect(standStill(wait, [{ from: -9_000, to: -4_000 }])).toEqual(wait);
  });

  it('stands still in an outage, and for as long again', () => {
    expect(standStill(wait, [{ from: 11_000, to: 111_000 }])).toEqual({ since: 211_000, due: 231_000 });
  });

  it('that began in an outage has all its time before it when what gathered is worked off', () => {
    expect(standStill(wait, [{ from: 0, to: 100_000 }])).toEqual({ since: 200_000, due: 230_000 });
  });

  it('gives no more than ten minutes to work off what gathered', () => {
    expect(standStill(wait, [{ from: 0, to: 7_200_000 }])).toEqual({ since: 7_800_000, due: 7_830_000 });
  });

  it('counts outages that overlap once', () => {
    const outages = [
      { from: 0, to: 100_000 },
      { from: 50_000, to: 120_000 },
      { from: 60_000, to: 70_000 },
    ];
    expect(standStill(wait, outages)).toEqual({ since: 200_000, due: 230_000 });
  });

  it('counts no outage twice, however often it is asked', () => {
    const outages = [
      { from: 5_000, to: 25_000 },
      { from: 60_000, to: 80_000 },
    ];
    const once = standStill(wait, outages.slice(0, 1));
    expect(once).toEqual({ since: 45_000, due: 71_000 });
    expect(standStill(once, outages)).toEqual(standStill(wait, outages));
    expect(standStill(standStill(wait, outages), outages)).toEqual(standStill(wait, outages));
  });
});

describe('a command that is asked soon after an outage', () => {
  const trip = fresh(tripSaga, { id: 'i', businessKey: 'rome', data: { trip: 'rome' } });
  const deadlineAt = (now: number, outage: { from: number; to: number }) =>
    advance(tripSaga, trip, { kind: 'start' }, new Date(now), [outage]).outgoing[0]!.saga!.deadline!.getTime();

  it('carries the time that its saga will wait, while others work off what has gathered', () => {
    expect(deadlineAt(130_000, { from: 0, to: 100_000 })).toBe(230_000);
    expect(standStill({ since: 130_000, due: 160_000 }, [{ from: 0, to: 100_000 }]).due).toBe(230_000);
  });

  it('carries no more once that is worked off', () => {
    expect(deadlineAt(200_000, { from: 0, to: 100_000 })).toBe(230_000);
    expect(deadlineAt(300_000, { from: 0, to: 100_000 })).toBe(330_000);
  });
});
