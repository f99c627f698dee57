import { describe, expect, it } from '@jest/globals';
import { cause, letter, redriveOfMany } from './answers.fixture.js';
import { dlq, refusal } from './dead-letters.fixture.js';
import type { Answers } from './fake-services.fixture.js';

describe('dead letters', () => {
  it('are redriven each for itself: a refusal keeps none of the others back', async () => {
    const { code, out, posts } = await dlq(
      {
        'GET /ops/dead-letters/a': [200, letter('a', { status: 'resolved' })],
        'POST /ops/dead-letters/a/redrive': refusal,
        'GET /ops/dead-letters/b': [200, letter('b')],
        'POST /ops/dead-letters/b/redrive': [202, { id: 'b', status: 'redriving', undoneAt: null }],
      },
      'redrive',
      'a',
      'b',
    );
    expect(code).toBe(4);
    expect(posts).toHaveLength(2);
    expect(out).toMatch(/a +refused +inventory: The dead letter is resolved\.[\s\S]*b +inventory +redriving/);
  });

  it.each([
    [0, 'resolved'],
    [6, 'dead'],
  ] as const)('that are waited for end with exit code %i when they are %s', async (code, status) => {
    const said = await dlq(
      {
        'GET /ops/dead-letters/a': [200, letter('a', { status })],
        'POST /ops/dead-letters/a/redrive': [202, { id: 'a', status: 'redriving', undoneAt: null }],
      },
      'redrive',
      'a',
      '--wait',
    );
    expect(said.code).toBe(code);
    expect(said.out).toContain(status);
  });

  it('are redriven with a word of an undo that they will meet', async () => {
    const undoneAt = new Date(Date.now() - 300_000).toISOString();
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a', { status: 'resolved', undoneAt })],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a', undoneAt }],
    };
    for (const more of [[], ['--dry-run'], ['--wait']])
      expect((await dlq(answers, 'redrive', 'a', ...more)).out).toContain(
        'its undo was applied 5 min ago, which it meets',
      );
    expect((await dlq(answers, 'show', 'a')).out).toContain(`undone at     ${undoneAt}`);
  });

  it('are counted by cause, and those of one are redriven as they were seen', async () => {
    const found = cause({ oldestAt: null });
    const answers: Answers = {
      'GET /ops/dead-letter-groups': [200, { items: [found], nextCursor: null }],
      'GET /ops/dead-letter-groups/f1': [200, found],
      'POST /ops/redrives': [
        202,
        {
          ...redriveOfMany(),
          dryRun: true,
          refusals: [{ id: 'b', reason: 'resolved' }],
          total: 12,
          redrivable: 11,
          undone: [{ id: 'a', undoneAt: '2026-01-01T00:00:03Z' }],
        },
      ],
    };
    expect((await dlq(answers, 'groups')).out).toMatch(
      /f1 +inventory +inventory\.reserve-stock +TypeError: no such shelf +12 +bob/,
    );
    const begun = await dlq(answers, 'redrive-group', 'f1');
    expect(begun.posts[0]!.body).toEqual({ group: 'f1', asOf: found.asOf, force: false });
    expect(begun.out).toContain('sagaworks dlq operations show r1');
    expect((await dlq(answers, 'redrive-group', 'f1', '--dry-run')).out).toBe(
      '11 of 12 would be redriven; the undo of 1 has been applied, which they meet',
    );
  });
});
