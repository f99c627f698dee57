import { describe, expect, it } from '@jest/globals';
import { pageOf, sagaOf } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const asked = { at: '2026-01-01T00:00:05Z', kind: 'asked', step: 'reserve-stock', ask: 2 };
const running = sagaOf('s1', {
  steps: { 'reserve-stock': { at: 'asked', asks: 2 } },
  timeline: [{ ...asked, at: '2026-01-01T00:00:00Z', ask: 1 }, asked],
  nextDeadline: { step: 'reserve-stock', asking: 'do', ask: 2, at: '2026-01-01T00:00:35Z' },
});
const stuck = {
  ...running,
  status: 'needs-operator',
  phase: {
    status: 'needs-operator',
    stuck: { step: 'authorise-payment', asking: 'undo', because: 'refused', asks: 1 },
  },
  steps: { 'authorise-payment': { at: 'undo-refused', asks: 1 } },
  timeline: [{ at: '2026-01-01T00:00:07Z', kind: 'undo-asked', step: 'authorise-payment' }],
  nextDeadline: null,
};
const order = {
  orderId: 'o1',
  sagaId: 's1',
  status: 'pending',
  customerId: 'ada',
  total: { amount: 1_990, currency: 'EUR' },
  placedAt: '2026-01-01T00:00:00Z',
  links: { trace: null },
  lines: [],
};

async function said(answers: Answers, ...words: string[]) {
  await using orders = await FakeService.start(answers);
  return { ...(await sagaworks(...words, '--orders-url', orders.url)), asked: orders.asked };
}

describe('what is waited for', () => {
  const answers = { 'GET /orders/o1': [200, order], 'GET /orders/o1/timeline': pageOf() } as const;

  it('is told of an order that has not ended: what, since when and until when', async () => {
    const { out } = await said({ ...answers, 'GET /ops/sagas/s1': [200, running] }, 'order', 'show', 'o1');
    expect(out).toMatch(
      /waits for +the answer to reserve-stock, since 2026-01-01T00:00:05Z, until 2026-01-01T00:00:35Z \(ask 2 of reserve-stock\)/,
    );
  });

  it('is left out for whoever may not see sagas', async () => {
    const refused = { type: 'urn:problem:loopback-only', status: 403, detail: 'on this machine only' };
    const { code, out } = await said({ ...answers, 'GET /ops/sagas/s1': [403, refused] }, 'order', 'show', 'o1');
    expect(code).toBe(0);
    expect(out).not.toContain('waits for');
  });
});

describe('a saga', () => {
  it('is found by its business key too, and named where there are several', async () => {
    const found = { 'GET /ops/sagas/s1': [200, running], 'GET /ops/sagas': pageOf(running) } as const;
    expect((await said(found, 'saga', 'show', 'o1')).out).toMatch(/saga +s1\n/);
    const several = { 'GET /ops/sagas': pageOf(running, { ...running, id: 's2', saga: 'return-order' }) } as const;
    expect(await said(several, 'saga', 'show', 'o1')).toMatchObject({
      code: 2,
      error: expect.stringMatching(/s1 \(fulfil-order, running\), s2 \(return-order, running\)/),
    });
    expect(await said({ 'GET /ops/sagas': pageOf() }, 'saga', 'show', 'o2')).toMatchObject({
      code: 3,
      error: expect.stringContaining('o2'),
    });
  });

  it('that needs a person says which acts fit, each as it is typed', async () => {
    const { code, out } = await said({ 'GET /ops/sagas/s1': [200, stuck] }, 'saga', 'show', 's1');
    expect(code).toBe(6);
    expect(out).toMatch(/waits for +a person: the answer to the undo of authorise-payment is missing, since 2026/);
    for (const act of ['retry', 'skip', 'compensate', 'resolve'])
      expect(out).toMatch(new RegExp(`sagaworks saga ${act} s1 --reason <why>.*  .*`));
    expect((await said({ 'GET /ops/sagas/s1': [200, running] }, 'saga', 'show', 's1')).out).not.toContain('type next');
  });

  it('that is acted on is waited for, and the exit code tells that it needs a person again', async () => {
    const answers = {
      'GET /ops/sagas/s1': [200, stuck],
      'POST /ops/sagas/s1/compensate': [200, { ...running, status: 'compensating' }],
    } as const;
    const act = ['saga', 'compensate', 's1', '--reason', 'seen to it'];
    expect(await said(answers, ...act)).toMatchObject({
      code: 0,
      out: expect.stringContaining('sagaworks saga show s1'),
    });
    const waited = await said(answers, ...act, '--wait');
    expect(waited.code).toBe(6);
    expect(waited.out).toMatch(/status +needs-operator/);
  });
});
