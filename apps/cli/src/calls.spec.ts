import { describe, expect, it } from '@jest/globals';
import { openCall, pageOf } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const party = {
  party: 'cards',
  open: 12,
  failing: 3,
  answersFailing: 1,
  oldestOpenAt: new Date(Date.now() - 300_000).toISOString(),
  lastError: 'HTTP 503',
  here: { breaker: 'open', waiting: 2, inFlight: 1, lastAnsweredAt: null },
};

async function calls(answers: Answers, ...words: readonly string[]) {
  await using payments = await FakeService.start(answers);
  return { ...(await sagaworks('calls', ...words, '--payments-url', payments.url)), asked: payments.asked };
}

describe('calls to the outside', () => {
  it('are listed with what they fail with', async () => {
    const { out, asked } = await calls({ 'GET /ops/calls': pageOf(openCall()) }, '--party', 'cards', '--state', 'open');
    expect(out).toMatch(/payments +cards capture +k1 +open +7 +HTTP 503 +2026-01-01T00:01:00Z/);
    expect(asked[0]!.url).toContain('state=open&party=cards');
  });

  it('are summed up by party: what is open, since when, and whether calls are made', async () => {
    const answers = {
      'GET /ops/calls/parties': pageOf(party, { ...party, party: 'bank', here: null, lastError: null }),
    };
    const { code, out } = await calls(answers, '--summary');
    expect(code).toBe(0);
    expect(out).toMatch(/cards +payments +12 +3 +1 +5 min +1 +open +HTTP 503/);
    expect(out).toMatch(/bank +payments +12/);
    expect((await calls(answers, '--summary', '--party', 'cards')).out).not.toContain('bank');
    expect((await calls({ 'GET /ops/calls/parties': pageOf() }, '--summary')).out).toBe('no parties');
  });
});
