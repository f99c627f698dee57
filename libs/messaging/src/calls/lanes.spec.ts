import { describe, expect, it } from '@jest/globals';
import { openCall } from './calls.fixture.js';
import { Lanes, type Choice } from './lanes.js';

const at = (now: number, choice: Partial<Choice> = {}): Choice => ({
  now,
  latencyMs: 0,
  mayRetry: true,
  mayLookBack: true,
  ...choice,
});
const prompt = (seq: string, seconds: number) =>
  openCall(seq, { orderingKey: seq, deadline: new Date(1_000 * seconds) });
function lanes(...calls: readonly ReturnType<typeof openCall>[]) {
  const waiting = new Lanes();
  for (const call of calls) waiting.add(call, 0);
  return waiting;
}
const all = (waiting: Lanes, choice: Choice) => {
  const seqs: string[] = [];
  for (let call = waiting.next(choice); call !== undefined; call = waiting.next(choice)) seqs.push(call.seq);
  return seqs;
};

describe('calls that wait for a party', () => {
  it('are made in the order in which they came, as long as none waits too long', () => {
    expect(all(lanes(prompt('1', 30), openCall('2', { orderingKey: '2' }), prompt('3', 40)), at(4_000))).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('are made newest deadline first once the oldest has waited for half of its time, in turn with those that have none', () => {
    const calls = [
      prompt('1', 20),
      openCall('2', { orderingKey: '2' }),
      openCall('3', { orderingKey: '3' }),
      prompt('4', 40),
      prompt('5', 30),
    ];
    expect(all(lanes(...calls), at(10_001))).toEqual(['2', '4', '3', '5', '1']);
  });

  it('are not begun when they cannot end by their deadline, and are taken out as soon as that is past', () => {
    const waiting = lanes(prompt('1', 10), prompt('2', 60));
    expect(all(waiting, at(9_900, { latencyMs: 200 }))).toEqual(['2']);
    expect(waiting.earliestDeadline).toBe(10_000);
    expect([waiting.sweep(9_999).length, waiting.sweep(10_000).map(({ seq }) => seq), waiting.size]).toEqual([
      0,
      ['1'],
      0,
    ]);
  });

  it('are kept for a last look-up when they may have begun', () => {
    const begun = Object.assign(prompt('1', 10), { begun: true });
    const waiting = lanes(begun);
    expect(waiting.sweep(10_000)).toEqual([]);
    expect(waiting.next(at(10_000, { mayLookBack: false }))).toBeUndefined();
    expect(waiting.next(at(10_000))).toBe(begun);
  });

  it('leave those that failed waiting when too many fail, and do not probe a party with them while there are others', () => {
    const failed = () => openCall('1', { tries: 1 });
    const fresh = openCall('2', { orderingKey: '2' });
    expect(all(lanes(failed(), fresh), at(0, { mayRetry: false }))).toEqual(['2']);
    expect(all(lanes(failed(), fresh), at(0, { mayRetry: 'probing' }))).toEqual(['2', '1']);
    expect(all(lanes(failed(), fresh), at(0))).toEqual(['1', '2']);
  });

  it('tell which come next and are not on record, unless half of those are, or the order turns around', () => {
    const calls = [1, 2, 3, 4, 5].map((n) => openCall(String(n), { orderingKey: String(n) }));
    const waiting = lanes(...calls, prompt('6', 10));
    const next = (most: number, now = 0) => waiting.comingNext(most, now).map(({ seq }) => seq);
    expect(next(4)).toEqual(['6', '1', '2', '3', '4']);
    expect(next(4, 6_000)).toEqual(['1', '2', '3', '4']);
    calls[0]!.onRecord = calls[1]!.onRecord = true;
    expect(next(4)).toEqual(['6']);
    expect(next(5)).toEqual(['6', '3', '4', '5']);
  });
});
