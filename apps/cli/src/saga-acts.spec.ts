import { describe, expect, it } from '@jest/globals';
import { sagaOf } from './answers.fixture.js';
import { FakeService, sagaworks } from './fake-services.fixture.js';

const instance = sagaOf('s1', { steps: { 'reserve-stock': { at: 'asked' } } });
const moved = {
  type: 'urn:problem:saga-moved',
  status: 409,
  detail: 'The instance is at revision 3, not 2: look at it again, then act.',
};

async function acted(...words: readonly string[]) {
  await using orders = await FakeService.start(
    Object.fromEntries([
      ['GET /ops/sagas/s1', [200, instance]],
      ...['retry', 'skip', 'compensate', 'cancel', 'deadline', 'resolve'].map((name) => [
        `POST /ops/sagas/s1/${name}`,
        [200, instance],
      ]),
      ['POST /ops/sagas/s1/refused', [409, moved]],
    ]) as never,
  );
  const said = await sagaworks('saga', ...words, '--orders-url', orders.url);
  const [post] = orders.asked.filter(({ method }) => method === 'POST');
  return { ...said, post };
}

describe('an act on a saga', () => {
  it.each([
    [['retry', 's1', '--step', 'reserve-stock'], { step: 'reserve-stock' }],
    [['compensate', 's1'], {}],
    [['cancel', 's1'], {}],
    [['resolve', 's1', '--outcome', 'rolled-back'], { outcome: 'rolled-back' }],
    [['deadline', 's1', '--to', '2026-01-31T12:00:00Z'], { to: '2026-01-31T12:00:00.000Z' }],
    [['deadline', 's1'], { to: null }],
  ])('tells what was seen and why: %j', async (words, more) => {
    const { code, out, post } = await acted(...words, '--reason', 'seen to it');
    expect(code).toBe(0);
    expect(out).toMatch(/revision +3\nsteps +reserve-stock asked/);
    expect(post).toMatchObject({
      url: `/ops/sagas/s1/${words[0]}`,
      operator: 'ada',
      body: { expectedVersion: 3, reason: 'seen to it', ...more },
    });
  });

  it('is over the revision that the operator names', async () => {
    expect((await acted('retry', 's1', '--reason', 'x', '--expect', '2')).post!.body).toMatchObject({
      expectedVersion: 2,
    });
  });

  it('that was refused is shown with the instance', async () => {
    const refusedActs = [
      {
        at: '2026-01-01T00:00:01Z',
        actor: 'bob',
        act: 'cancel',
        step: null,
        reason: 'a wish',
        expectedVersion: 3,
        revision: 3,
        why: 'it is compensating already',
        traceId: null,
      },
    ];
    await using orders = await FakeService.start({
      'GET /ops/sagas/s1': [200, { ...instance, refusedActs }],
      'GET /ops/sagas/s2': [200, instance],
    });
    expect((await sagaworks('saga', 'show', 's1', '--orders-url', orders.url)).out).toMatch(
      /was refused[\s\S]*bob +cancel +it is compensating already/,
    );
    expect((await sagaworks('saga', 'show', 's2', '--orders-url', orders.url)).out).not.toContain('was refused');
  });

  it('stands in the history with who did it', async () => {
    const timeline = [
      { at: '2026-01-01T00:00:00Z', kind: 'asked', step: 'reserve-stock', ask: 1 },
      {
        at: '2026-01-01T00:00:01Z',
        kind: 'operator-retry',
        step: 'reserve-stock',
        actor: 'bob',
        detail: 'the shelf is back',
      },
    ];
    await using orders = await FakeService.start({
      'GET /ops/sagas/s1': [200, { ...instance, timeline }],
    });
    expect((await sagaworks('saga', 'show', 's1', '--orders-url', orders.url)).out).toMatch(
      /at +who +what[\s\S]*bob +operator-retry +reserve-stock/,
    );
  });

  it.each([
    [{ outcome: 'completed' }, 'completed'],
    [{ outcome: 'unknown' }, 'unknown'],
    [{}, 'unknown'],
  ])('that resolved it is shown with how it ended: %j', async (resolution, end) => {
    const resolved = {
      ...instance,
      status: 'resolved',
      phase: { status: 'resolved', note: 'written off', ...resolution },
    };
    await using orders = await FakeService.start({ 'GET /ops/sagas/s1': [200, resolved] });
    expect((await sagaworks('saga', 'show', 's1', '--orders-url', orders.url)).out).toMatch(
      new RegExp(`status +resolved\nended as +${end}\nnote +written off`),
    );
  });

  it('needs a reason, an outcome that there is, and an answer that can be read', async () => {
    expect(await acted('retry', 's1')).toMatchObject({ code: 2, error: expect.stringContaining('--reason') });
    expect(await acted('resolve', 's1', '--reason', 'x')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--outcome'),
    });
    expect(await acted('resolve', 's1', '--reason', 'x', '--outcome', 'lost')).toMatchObject({
      code: 2,
      error: expect.stringContaining('completed, rolled-back'),
    });
    expect(
      await acted('skip', 's1', '--reason', 'x', '--type', 'inventory.stock-reserved', '--data', 'nowhere.json'),
    ).toMatchObject({ code: 2, error: expect.stringContaining('nowhere.json cannot be read') });
  });
});
