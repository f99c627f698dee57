import { describe, expect, it } from '@jest/globals';
import { wire } from '../testing/compliance/records.js';
import { byTopic, requestsOf, sizeOf, type Placed } from './requests.js';

const placed = (...sizes: number[]): Placed[] => sizes.map((bytes, at) => ({ record: wire('t', 'a', 'x'), at, bytes }));

describe('what is sent', () => {
  it('is split in order, each request within the limit', () => {
    expect(requestsOf(placed(40, 60, 1, 99, 100, 50), 100).map((request) => request.map(({ at }) => at))).toEqual([
      [0, 1],
      [2, 3],
      [4],
      [5],
    ]);
    expect(requestsOf([], 100)).toEqual([]);
  });

  it('is measured in bytes as they go over the wire', () => {
    const empty = sizeOf(wire('t', '', null));
    expect(sizeOf(wire('t', 'é', '✓')) - empty).toBe(5);
    expect(sizeOf({ ...wire('t', '', 'AP+A'), encoding: 'base64' }) - empty).toBe(3);
    expect(sizeOf(wire('t', '', null, { ce_id: 'abc' })) - empty).toBeGreaterThanOrEqual(8);
  });

  it('is grouped by topic, in order', () => {
    const records = [wire('a', '1', 'x'), wire('b', '2', 'y'), wire('a', '3', null)].map((record, at) => ({
      record,
      at,
      bytes: 1,
    }));
    expect(
      byTopic(records).map(({ topic, messages }) => [topic, messages.map(({ key, value }) => [key, value])]),
    ).toEqual([
      [
        'a',
        [
          ['1', 'x'],
          ['3', null],
        ],
      ],
      ['b', [['2', 'y']]],
    ]);
  });
});
