import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'dlq-'));
afterAll(() => rmSync(folder, { recursive: true }));

const letter = (id: string, status = 'dead'): object => ({
  id,
  status,
  messageId: 'm1',
  type: 'inventory.reserve-stock',
  key: 'o1',
  attempts: 6,
  redrives: 1,
  firstFailedAt: '2026-01-01T00:00:00Z',
  lastFailedAt: '2026-01-01T00:00:01Z',
  fingerprint: 'f1',
  source: { topic: 'inventory.commands', partition: 2, offset: '17' },
  error: { class: 'TypeError', message: 'no such shelf', stack: 'at shelf.ts:1' },
  record: { headers: { ce_type: 'inventory.reserve-stock' }, value: { text: '{"lines":[]}' } },
  history: [{ at: '2026-01-01T00:00:00Z', actor: 'system', kind: 'dead-lettered', detail: {} }],
});
const refusal = [
  409,
  { type: 'urn:problem:dead-letter-resolved', status: 409, detail: 'The dead letter is resolved.' },
] as const;

async function dlq(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start(answers);
  const said = await sagaworks('dlq', ...words, '--inventory-url', inventory.url);
  return { ...said, asked: inventory.asked, posts: inventory.asked.filter(({ method }) => method === 'POST') };
}

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

  it('are redriven with the edit that was kept last', async () => {
    const edits = (...ids: string[]) => [200, { items: ids.map((id) => ({ id })), nextCursor: null }] as const;
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a' }],
      'GET /ops/dead-letters/a/edits': edits('e1', 'e2'),
    };
    expect((await dlq(answers, 'redrive', 'a', '--edit', 'latest')).posts[0]!.body).toEqual({ edit: 'e2' });
    expect(
      await dlq({ ...answers, 'GET /ops/dead-letters/a/edits': edits() }, 'redrive', 'a', '--edit', 'latest'),
    ).toMatchObject({ code: 3, posts: [], out: expect.stringContaining('it has no edit') });
  });

  it('are redriven each for itself: a refusal keeps none of the others back', async () => {
    const { code, out, posts } = await dlq(
      {
        'GET /ops/dead-letters/a': [200, letter('a', 'resolved')],
        'POST /ops/dead-letters/a/redrive': refusal,
        'GET /ops/dead-letters/b': [200, letter('b')],
        'POST /ops/dead-letters/b/redrive': [202, { id: 'b', status: 'redriving' }],
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
      { 'GET /ops/dead-letters/a': [200, letter('a', status)], 'POST /ops/dead-letters/a/redrive': [202, { id: 'a' }] },
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
      'GET /ops/dead-letters/a': [200, { ...letter('a', 'resolved'), undoneAt }],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a', undoneAt }],
    };
    for (const more of [[], ['--dry-run'], ['--wait']])
      expect((await dlq(answers, 'redrive', 'a', ...more)).out).toContain(
        'its undo was applied 5 min ago, which it meets',
      );
    expect((await dlq(answers, 'show', 'a')).out).toContain(`undone at     ${undoneAt}`);
  });

  it('are edited with the difference shown, and redriven with the edit', async () => {
    const file = join(folder, 'data.json');
    writeFileSync(file, '{"lines":[1]}');
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a' }],
      'POST /ops/dead-letters/a/edits': [
        201,
        { id: 'e1', dryRun: false, needsApproval: false, diff: [{ path: 'lines.0', to: 1 }] },
      ],
    };
    const edited = await dlq(answers, 'edit', 'a', '--data', file, '--reason', 'the shelf was renamed');
    expect(edited.out).toMatch(/lines\.0 +1[\s\S]*sagaworks dlq redrive a --edit e1/);
    expect(edited.posts[0]).toMatchObject({
      operator: 'ada',
      body: { data: { lines: [1] }, reason: 'the shelf was renamed', dryRun: false },
    });
    expect((await dlq(answers, 'redrive', 'a', '--edit', 'e1')).posts[0]!.body).toEqual({ edit: 'e1' });
  });

  it('are edited in their headers, with or without another value', async () => {
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/edits': [
        201,
        {
          id: 'e1',
          dryRun: false,
          needsApproval: true,
          diff: [],
          headerDiff: [
            { path: 'ce_type', to: 'a=b' },
            { path: 'own', from: 'x' },
          ],
        },
      ],
    };
    const edited = await dlq(
      answers,
      'edit',
      'a',
      '--header',
      'ce_type=a=b',
      '--header',
      'ce_time=',
      '--remove-header',
      'own',
      '--reason',
      'kcat put it there',
    );
    expect(edited.posts[0]!.body).toEqual({
      headers: { ce_type: 'a=b', ce_time: '', own: null },
      reason: 'kcat put it there',
      dryRun: false,
    });
    expect(edited.out).toMatch(/header ce_type +"a=b"\nheader own +"x"[\s\S]*sagaworks dlq approve a e1/);
    expect(await dlq(answers, 'edit', 'a', '--reason', 'x')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--data, --header or --remove-header'),
      posts: [],
    });
    expect(await dlq(answers, 'edit', 'a', '--header', 'ce_type', '--reason', 'x')).toMatchObject({
      code: 2,
      error: expect.stringContaining('name=value'),
    });
  });

  it('are discarded with a reason, and restored', async () => {
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/discard': [200, { id: 'a', status: 'discarded' }],
      'POST /ops/dead-letters/a/restore': [200, { id: 'a', status: 'dead' }],
    };
    expect((await dlq(answers, 'discard', 'a', '--reason', 'a test')).posts[0]!.body).toEqual({ reason: 'a test' });
    expect((await dlq(answers, 'restore', 'a')).out).toMatch(/a +inventory +dead/);
    expect((await dlq(answers, 'discard', 'a')).code).toBe(2);
  });

  it('are counted by cause, and those of one are redriven as they were seen', async () => {
    const cause = {
      group: 'f1',
      type: 'inventory.reserve-stock',
      error: { class: 'TypeError', message: 'no such shelf' },
      counts: { dead: 12 },
      lastSeenAt: '2026-01-01T00:00:01Z',
      oldestAt: null,
      owner: 'bob',
      asOf: '2026-01-01T00:00:02.000000Z',
    };
    const answers: Answers = {
      'GET /ops/dead-letter-groups': [200, { items: [cause], nextCursor: null }],
      'GET /ops/dead-letter-groups/f1': [200, cause],
      'POST /ops/redrives': [
        202,
        {
          id: 'r1',
          state: 'running',
          actor: 'ada',
          createdAt: '2026-01-01T00:00:04Z',
          perSecond: 20,
          haltAfter: 1,
          metUndo: 0,
          history: [],
          counts: { waiting: 12 },
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
    expect(begun.posts[0]!.body).toEqual({ group: 'f1', asOf: cause.asOf, force: false });
    expect(begun.out).toContain('sagaworks dlq operations show r1');
    expect((await dlq(answers, 'redrive-group', 'f1', '--dry-run')).out).toBe(
      '11 of 12 would be redriven; the undo of 1 has been applied, which they meet',
    );
  });

  it('that the database has lost are added from the topic, of each service or of one, with a word of those that lack something', async () => {
    const answers: Answers = { 'POST /ops/dead-letters/rebuild': [200, { read: 12, added: 3, foreign: 2, unkept: 0 }] };
    const { out, code, posts } = await dlq(answers, 'rebuild');
    expect(code).toBe(0);
    expect(out).toMatch(/of +read +added +of them foreign +not kept\ninventory +12 +3 +2 +0/);
    expect(posts).toMatchObject([{ operator: 'ada', url: '/ops/dead-letters/rebuild' }]);
    expect(
      (await dlq({ 'POST /ops/dead-letters/rebuild': [200, { read: 1, added: 0, foreign: 0, unkept: 1 }] }, 'rebuild'))
        .code,
    ).toBe(6);
  });
});
