import { describe, expect, it } from '@jest/globals';
import { lateCalls, pageOf, parkedKey } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const none = pageOf();
const well: Answers = {
  'GET /health/ready': [200, { status: 'ready', parts: {} }],
  'GET /ops/outbox/status': [200, { unsent: 0, oldestUnsentAt: null, leader: 'me', lastRepublish: null }],
  'GET /ops/dead-letters': none,
  'GET /ops/parked': none,
  'GET /ops/sagas': none,
  'GET /ops/waits': none,
};

async function said(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start({ ...well, ...answers });
  return { ...(await sagaworks(...words, '--inventory-url', inventory.url)), asked: inventory.asked };
}

describe('the status', () => {
  it('is well where nothing waits for a person', async () => {
    expect(await said({}, 'status')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/inventory +ready +0 +0 +0 +0 +0 /),
    });
  });

  it.each([
    ['a dead letter', 'GET /ops/dead-letters', /ready +0 +0 +1 +0 +0 /],
    ['keys at their limit, which nothing else tells of', 'GET /ops/parked', /ready +0 +1 +0 +2 +0 /],
    ['a stuck saga', 'GET /ops/sagas', /ready +0 +0 +0 +0 +1 /],
  ])('tells of %s', async (_, path, line) => {
    const { code, out, asked } = await said({ [path]: [200, { items: [{}], nextCursor: null }] }, 'status');
    expect(code).toBe(6);
    expect(out).toMatch(line);
    expect(
      asked.filter(({ url }) => url.startsWith('/ops/parked')).map(({ url }) => /state=(\w+)/.exec(url)![1]),
    ).toEqual(['held', 'full', 'retrying']);
  });
});

describe('what has waited too long', () => {
  it('is a line of the status with its age and the command to type next, and its exit code', async () => {
    const items = [lateCalls(), lateCalls({ of: 'bank', text: 'calls to bank wait', over: false })];
    const { code, out } = await said({ 'GET /ops/waits': [200, { items, nextCursor: null }] }, 'status');
    expect(code).toBe(6);
    expect(out).toMatch(
      /inventory +calls to cards wait for their answer: no answer +14 min +1000 +sagaworks calls --state open --party cards --service inventory/,
    );
    expect(out).not.toContain('bank');
  });

  it('a database that is away is said once, though every service says it and every list of theirs fails', async () => {
    const away: Answers = {
      'GET /health/ready': [
        503,
        { status: 'not-ready', parts: { database: { healthy: false, reason: 'connect ECONNREFUSED' } } },
      ],
    };
    await using inventory = await FakeService.start(away);
    await using payments = await FakeService.start(away);
    const { code, out, error } = await sagaworks(
      'status',
      '--inventory-url',
      inventory.url,
      '--payments-url',
      payments.url,
    );
    expect({ code, error }).toEqual({ code: 6, error: '' });
    expect(out.match(/ECONNREFUSED/g)).toHaveLength(1);
    expect(out).toContain('payments, inventory: database: connect ECONNREFUSED');
  });
});

describe('keys that wait', () => {
  it('are listed with what holds them up', async () => {
    const head = { messageId: 'm2', type: 'inventory.reserve-stock', deadLetterId: 'd1' };
    const held = parkedKey({ key: 'o2', state: 'held', nextTryAt: null, firstFailedAt: null, head });
    const { out, asked } = await said(
      { 'GET /ops/parked': [200, { items: [parkedKey(), held], nextCursor: null }] },
      'dlq',
      'parked',
      '--key',
      'o1',
      '--state',
      'full',
    );
    expect(out).toMatch(
      /inventory\.commands +o1 +full +1000 +inventory\.reserve-stock +no such shelf +3 +2026-01-01T00:01:00Z[\s\S]*o2 +held.*d1/,
    );
    expect(Object.fromEntries(new URL(asked[0]!.url, 'http://x').searchParams)).toEqual({
      state: 'full',
      key: 'o1',
      limit: '20',
    });
    expect((await said({}, 'dlq', 'parked')).out).toBe('no keys that wait');
    expect((await said({}, 'dlq', 'parked', '--state', 'lost')).code).toBe(2);
  });
});
