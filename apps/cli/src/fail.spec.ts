import { describe, expect, it } from '@jest/globals';
import { faultSet } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const points = [
  {
    point: 'after-commit',
    what: 'committed, nothing sent or acknowledged',
    actions: ['crash', 'throw'],
    choosesMessages: true,
  },
];
const listing = (items: readonly object[], isOn = true) => [200, { isOn, points, items, nextCursor: null }] as const;
const outside = {
  id: '1',
  party: 'cards',
  fault: 'slow',
  operation: 'capture',
  key: null,
  share: null,
  times: 2,
  delayMs: 3_000,
  hits: 2,
  state: 'spent',
  since: '2026-01-01T00:00:00Z',
  until: null,
};

async function fail(answers: Answers, ...words: readonly string[]) {
  await using one = await FakeService.start(answers);
  const said = await sagaworks('fail', ...words, '--payments-url', one.url, '--sandbox-url', one.url);
  return { ...said, asked: one.asked };
}

describe('faults', () => {
  it.each([[[]], [['list']]])(
    'are listed with what they strike and how often they did, the sandbox’s too: %j',
    async (words) => {
      const { out, code } = await fail(
        {
          'GET /ops/faults': listing([faultSet({ type: 'payments.void-payment', share: 0.5, hits: 3 })]),
          'GET /faults': [200, { items: [outside], nextCursor: null }],
        },
        ...words,
      );
      expect(code).toBe(0);
      expect(out).toMatch(/payments +1 +after-commit +crash +payments.void-payment, 50 % +3 +in-effect/);
      expect(out).toMatch(/sandbox +1 +cards +slow +capture, 2 times, by 3000 ms +2 +spent/);
    },
  );

  it('are told to be off where the service was started so', async () => {
    const { out } = await fail({ 'GET /ops/faults': listing([], false) }, 'list', 'payments');
    expect(out).toBe('no faults\nstarted without FAULTS=on: payments');
    const refused = [
      409,
      { type: 'urn:problem:faults-off', status: 409, detail: 'start it with the setting FAULTS=on.' },
    ] as const;
    expect(await fail({ 'POST /ops/faults': refused }, 'set', 'payments', 'after-commit', 'crash')).toMatchObject({
      code: 4,
      error: expect.stringContaining('FAULTS=on'),
    });
  });

  it('have points', async () => {
    const { out } = await fail({ 'GET /ops/faults': listing([]) }, 'points', 'payments');
    expect(out).toMatch(/after-commit +committed, nothing sent or acknowledged +crash, throw/);
  });

  it('are set at a point of a service, by name', async () => {
    const words = [
      'set',
      'payments',
      'before-commit',
      'delay',
      '--type',
      't',
      '--key',
      'k',
      '--share',
      '0.5',
      '--times',
      '3',
      '--delay',
      '250ms',
      '--for',
      '2m',
    ];
    const { asked, code, out } = await fail(
      { 'POST /ops/faults': [201, faultSet({ until: new Date(Date.now() + 120_000).toISOString() })] },
      ...words,
    );
    expect(code).toBe(0);
    expect(asked).toMatchObject([
      {
        operator: 'ada',
        body: {
          point: 'before-commit',
          action: 'delay',
          type: 't',
          key: 'k',
          share: 0.5,
          times: 3,
          delayMs: 250,
          forMs: 120_000,
        },
      },
    ]);
    expect(out).toMatch(/in-effect +(2 min|1\d\d s)/);
  });

  it('are set for a party of the sandbox', async () => {
    const { asked } = await fail(
      { 'POST /faults': [201, outside] },
      'set',
      'sandbox',
      'cards',
      'answer-lost',
      '--operation',
      'capture',
      '--times',
      '1',
    );
    expect(asked.map(({ body }) => body)).toEqual([
      { party: 'cards', fault: 'answer-lost', operation: 'capture', times: 1 },
    ]);
  });

  it.each([[['--share', '2']], [['--delay', '3']], [['--for', 'soon']], [['--times', '0']]])(
    'are not set by what is no limit: %j',
    async (words) => {
      expect(await fail({}, 'set', 'payments', 'before-commit', 'throw', ...words)).toMatchObject({
        code: 2,
        asked: [],
      });
    },
  );

  it('are cleared, one or all', async () => {
    const { asked, out } = await fail({ 'DELETE /ops/faults/7': [200, {}] }, 'clear', 'payments', '7');
    expect(asked).toMatchObject([{ method: 'DELETE', url: '/ops/faults/7', operator: 'ada' }]);
    expect(out).toBe('payments: fault 7 is cleared');
    expect((await fail({ 'DELETE /faults': [200, {}] }, 'clear', 'sandbox')).out).toBe('sandbox: no faults any more');
    expect((await fail({}, 'clear', 'payments', '8')).code).toBe(3);
  });
});
