import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { letter, pageOf } from './answers.fixture.js';
import { dlq } from './dead-letters.fixture.js';
import type { Answers } from './fake-services.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'dlq-'));
const edit = {
  at: '2026-01-01T00:00:00Z',
  actor: 'ada',
  reason: 'a test',
  diff: [],
  headerDiff: [],
  needsApproval: false,
  approvedBy: null,
  approvedAt: null,
};
afterAll(() => rmSync(folder, { recursive: true }));

describe('dead letters', () => {
  it('are redriven with the edit that was kept last', async () => {
    const edits = (...ids: string[]) => pageOf(...ids.map((id) => ({ ...edit, id })));
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a', status: 'redriving', undoneAt: null }],
      'GET /ops/dead-letters/a/edits': edits('e1', 'e2'),
    };
    expect((await dlq(answers, 'redrive', 'a', '--edit', 'latest')).posts[0]!.body).toEqual({ edit: 'e2' });
    expect(
      await dlq({ ...answers, 'GET /ops/dead-letters/a/edits': edits() }, 'redrive', 'a', '--edit', 'latest'),
    ).toMatchObject({ code: 3, posts: [], out: expect.stringContaining('it has no edit') });
  });

  it('are edited with the difference shown, and redriven with the edit', async () => {
    const file = join(folder, 'data.json');
    writeFileSync(file, '{"lines":[1]}');
    const answers: Answers = {
      'GET /ops/dead-letters/a': [200, letter('a')],
      'POST /ops/dead-letters/a/redrive': [202, { id: 'a', status: 'redriving', undoneAt: null }],
      'POST /ops/dead-letters/a/edits': [
        201,
        { id: 'e1', dryRun: false, needsApproval: false, diff: [{ path: 'lines.0', to: 1 }], headerDiff: [] },
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
