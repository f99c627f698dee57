import { describe, expect, it } from '@jest/globals';
import { Withheld } from './withheld.js';

const part = (id: string, topic = 'later.commands') => ({
  id,
  record: { topic, key: 'k', value: '{}', headers: {} },
});

describe('a topic that is not there', () => {
  it('is missing since its first message came, with as many as wait for it, until it is there', () => {
    const withheld = new Withheld();
    withheld.keep(part('1'));
    const since = withheld.missing[0]!.since;
    withheld.keep(part('2'));
    withheld.keep(part('3', 'other.commands'));
    expect(withheld.missing).toEqual([
      { topic: 'later.commands', messages: 2, since: expect.any(Date) },
      { topic: 'other.commands', messages: 1, since: expect.any(Date) },
    ]);
    expect(withheld.missing[0]!.since).toBe(since);
    withheld.release('later.commands', 2);
    expect(withheld.missing.map(({ topic }) => topic)).toEqual(['other.commands']);
    withheld.keep(part('4'));
    expect(withheld.missing.find(({ topic }) => topic === 'later.commands')!.since).not.toBe(since);
  });
});
