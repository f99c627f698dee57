import { describe, expect, it } from '@jest/globals';
import { deadlineOf } from './unsent.js';

const at = (seconds: number): Date => new Date(seconds * 1_000);

describe('the deadline of a command', () => {
  it('is as it was set where it left at once, or nearly', () => {
    expect(deadlineOf(at(30), { time: at(0), sentAt: at(0.02) })).toEqual(at(30));
    expect(deadlineOf(at(30), { time: at(0), sentAt: at(10) })).toEqual(at(30));
    expect(deadlineOf(at(30), { time: at(0), sentAt: at(-5) })).toEqual(at(30));
  });

  it('is later by the time in which it could not leave, and as long again, but by no more than ten minutes', () => {
    expect(deadlineOf(at(30), { time: at(0), sentAt: at(100) })).toEqual(at(230));
    expect(deadlineOf(at(30), { time: at(0), sentAt: at(7_200) })).toEqual(at(7_830));
  });

  it('is no more than a week later, whatever time its sender has given', () => {
    const [now, week] = [1_800_000_000, 7 * 86_400];
    expect(deadlineOf(at(now + 30), { time: at(0), sentAt: at(now) })).toEqual(at(now + 30 + week + 600));
    expect(deadlineOf(at(now + 30), { time: at(9e9), sentAt: at(now) })).toEqual(at(now + 30));
  });
});
