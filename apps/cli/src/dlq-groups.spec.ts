import { describe, expect, it } from '@jest/globals';
import { cause, redriveOfMany } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const found = cause({ note: 'a shelf was renamed' });
const history = [
  {
    at: '2026-01-02T00:00:00Z',
    actor: 'ada',
    kind: 'redriven',
    detail: { operation: 'r1', letters: 3 },
    traceId: null,
  },
  {
    at: '2026-01-03T00:00:00Z',
    actor: 'bob',
    kind: 'refused',
    detail: { act: 'discard', why: 'another-number', expected: 11, found: 12 },
    traceId: null,
  },
];
const another = [
  409,
  {
    type: 'urn:problem:another-number',
    status: 409,
    detail: 'These are 12 dead letters, not 11: look again.',
    total: 12,
  },
] as const;

async function dlq(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start({
    'GET /ops/dead-letter-groups/f1': [200, { ...found, history }],
    ...answers,
  });
  const said = await sagaworks('dlq', ...words, '--inventory-url', inventory.url);
  return { ...said, posts: inventory.asked.filter(({ method }) => method === 'POST') };
}

describe('a cause of dead letters', () => {
  it('is shown whole: where it fails, how many, who looks after it, and what people did with all of it', async () => {
    const { out, code } = await dlq({}, 'group', 'f1');
    expect(code).toBe(0);
    expect(out).toMatch(
      /group +f1\nof +inventory\nmessage +inventory\.reserve-stock\nerror +TypeError: no such shelf\nat +decide stock\.js\nletters +12 dead, 3 resolved[\s\S]*owner +bob\nnote +a shelf was renamed/,
    );
    expect(out).toMatch(
      /as of +2026-01-01T00:00:02\.000000Z[\s\S]*ada +redriven +\{"operation":"r1","letters":3\}\n.*bob +refused +\{"act":"discard","why":"another-number"/,
    );
    expect((await dlq({}, 'group', 'f2')).code).toBe(3);
  });

  it('is redriven where it is as many as expected', async () => {
    const { posts } = await dlq(
      { 'POST /ops/redrives': [202, { ...redriveOfMany(), dryRun: false }] },
      'redrive-group',
      'f1',
      '--expect',
      '12',
      '--as-of',
      '2026-01-01T00:00:00.000000Z',
    );
    expect(posts[0]!.body).toEqual({ group: 'f1', asOf: '2026-01-01T00:00:00.000000Z', force: false, expect: 12 });
    expect(
      await dlq({ 'POST /ops/redrives': another }, 'redrive-group', 'f1', '--expect', '11', '--dry-run'),
    ).toMatchObject({ code: 4, error: expect.stringContaining('12 dead letters, not 11') });
    expect((await dlq({}, 'redrive-group', 'f1', '--expect', 'many')).code).toBe(2);
  });

  it('is discarded for a reason, where it is as many as expected', async () => {
    const answers: Answers = { 'POST /ops/dead-letter-groups/f1/discard': [200, { group: 'f1', discarded: 12 }] };
    const { out, posts } = await dlq(answers, 'discard-group', 'f1', '--reason', 'the shelf is gone', '--expect', '12');
    expect(posts).toMatchObject([
      { operator: 'ada', body: { asOf: found.asOf, reason: 'the shelf is gone', expect: 12 } },
    ]);
    expect(out).toBe(
      '12 discarded; sagaworks dlq list --status discarded --group f1 shows them, "dlq restore" undoes that',
    );
    expect(
      (await dlq(answers, 'discard-group', 'f1', '--reason', 'x', '--as-of', '2026-01-01T00:00:00.000000Z')).posts[0]!
        .body,
    ).toEqual({ asOf: '2026-01-01T00:00:00.000000Z', reason: 'x' });
    expect((await dlq(answers, 'discard-group', 'f1')).code).toBe(2);
    expect(
      (
        await dlq(
          { 'POST /ops/dead-letter-groups/f1/discard': another },
          'discard-group',
          'f1',
          '--reason',
          'x',
          '--expect',
          '11',
        )
      ).code,
    ).toBe(4);
  });
});
