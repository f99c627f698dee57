import { describe, expect, it } from '@jest/globals';
import { letter } from './answers.fixture.js';
import { dlq } from './dead-letters.fixture.js';
import type { Answers } from './fake-services.fixture.js';

describe('dead letters', () => {
  it('are shown whole, and the look is by name', async () => {
    const { out, asked } = await dlq({ 'GET /ops/dead-letters/a': [200, letter('a')] }, 'show', 'a');
    expect(out).toMatch(
      /dead letter +a\nof +inventory[\s\S]*inventory\.commands\/2@17[\s\S]*TypeError: no such shelf[\s\S]*ce_type +inventory\.reserve-stock[\s\S]*\{"lines":\[\]\}[\s\S]*shelf\.ts:1[\s\S]*dead-lettered/,
    );
    expect(asked.map(({ operator }) => operator)).toEqual([undefined, 'ada']);
  });

  it('are found by what a person knows', async () => {
    const { asked } = await dlq(
      { 'GET /ops/dead-letters': [200, { items: [], nextCursor: null }] },
      'list',
      '--status',
      'all',
      '--key',
      'o1',
      '--saga',
      's1',
      '--message',
      'm1',
      '--trace',
      't1',
      '--text',
      'no such',
    );
    expect(Object.fromEntries(new URL(asked[0]!.url, 'http://x').searchParams)).toEqual({
      key: 'o1',
      sagaId: 's1',
      messageId: 'm1',
      traceId: 't1',
      text: 'no such',
      limit: '20',
    });
  });

  it('are listed by their ids alone, for other commands', async () => {
    const page = (...ids: string[]): Answers => ({
      'GET /ops/dead-letters': [200, { items: ids.map((id) => letter(id)), nextCursor: null }],
    });
    expect((await dlq(page('a', 'b'), 'list', '--ids')).out).toBe('a\nb');
    expect(await dlq(page(), 'list', '--ids')).toMatchObject({ code: 0, out: '' });
  });
});
