import { describe, expect, it } from '@jest/globals';
import { letter, lateCalls, pageOf, sagaOf } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const older = ({ redrives: _, ...rest }: ReturnType<typeof letter>): object => rest;

async function said(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start(answers);
  return await sagaworks(...words, '--inventory-url', inventory.url);
}

describe('a service of another version', () => {
  it.each([
    ['a list', ['dlq', 'list'], { 'GET /ops/dead-letters': pageOf(older(letter('a'))) }, 'items.0.redrives'],
    ['one thing', ['dlq', 'show', 'a'], { 'GET /ops/dead-letters/a': [200, older(letter('a'))] }, 'redrives'],
    [
      'a state that nobody knows',
      ['dlq', 'list'],
      { 'GET /ops/dead-letters': pageOf({ ...letter('a'), status: 'lost' }) },
      'items.0.status',
    ],
    ['something else entirely', ['outbox', 'status'], { 'GET /ops/outbox/status': [200, ['welcome']] }, 'its answer'],
  ] as const)(
    'that answers with %s is told of in one line, with where it differs, and exit code 1',
    async (_, words, answers, where) => {
      const { code, out, error } = await said(answers, ...words);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(error.split('\n')).toHaveLength(1);
      expect(error).toContain(where);
      expect(error).toContain('is a service of this version there?');
    },
  );

  it('that answers with more than is known is read all the same', async () => {
    const newer = { ...letter('a'), mood: 'sad' };
    expect((await said({ 'GET /ops/dead-letters/a': [200, newer] }, 'dlq', 'show', 'a')).code).toBe(0);
  });

  it('is a line of the status, beside those that are understood', async () => {
    const answers = (wait: object): Answers => ({
      'GET /health/ready': [200, { status: 'ready', parts: {} }],
      'GET /ops/outbox/status': [200, { unsent: 0, oldestUnsentAt: null, leader: 'me', lastRepublish: null }],
      'GET /ops/dead-letters': pageOf(),
      'GET /ops/parked': pageOf(),
      'GET /ops/sagas': pageOf(),
      'GET /ops/waits': pageOf(wait),
    });
    await using newer = await FakeService.start(answers({ ...lateCalls(), name: 'moon-full' }));
    await using same = await FakeService.start(answers(lateCalls()));
    const { code, out } = await sagaworks('status', '--inventory-url', newer.url, '--payments-url', same.url);
    expect(code).toBe(6);
    expect(out).toMatch(/inventory +another version/);
    expect(out).toMatch(/payments +calls to cards wait/);
    expect(out).toContain('items.0.name');
  });

  it('that shows a saga in another way is told of in one line', async () => {
    const { code, error } = await said(
      { 'GET /ops/sagas/s1': [200, { ...sagaOf('s1'), steps: [] }] },
      'saga',
      'show',
      's1',
    );
    expect({ code, lines: error.split('\n').length }).toEqual({ code: 1, lines: 1 });
  });
});
