import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Cook, Kitchen } from './kitchen.fixture.js';

describe('/ops/faults', () => {
  let kitchen: Kitchen;
  let safe: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open({ FAULTS: 'on' });
    safe = await Kitchen.open();
  });
  afterAll(async () => {
    await kitchen.close();
    await safe.close();
  }, 20_000);

  interface Listed {
    isOn: boolean;
    points: { point: string; actions: string[] }[];
    items: Record<string, unknown>[];
    nextCursor: string | null;
  }

  it('lists every point with what it takes, and takes a fault', async () => {
    const { isOn, points } = await kitchen.get<Listed>('/ops/faults');
    expect(isOn).toBe(true);
    expect(points).toContainEqual({
      point: 'after-commit',
      what: 'committed, nothing sent or acknowledged',
      actions: ['crash', 'throw'],
      choosesMessages: true,
    });
    const { status, body } = await kitchen.post('/ops/faults', { point: 'on-decide', action: 'throw', key: 'nothing' });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({
        point: 'on-decide',
        action: 'throw',
        key: 'nothing',
        type: null,
        hits: 0,
        state: 'in-effect',
        until: null,
      }),
    ]);
    expect((await kitchen.get<Listed>('/ops/faults?limit=1')).items).toEqual([body]);
    expect((await kitchen.remove(`/ops/faults/${String(body['id'])}`)).status).toBe(204);
    expect((await kitchen.remove(`/ops/faults/${String(body['id'])}`)).status).toBe(404);
  });

  it('says what a point takes when it is asked for something else', async () => {
    const { status, body } = await kitchen.post('/ops/faults', { point: 'after-commit', action: 'drop' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:problem:invalid-request',
      errors: [{ path: 'action', message: 'after-commit takes crash, throw' }],
    });
  });

  it('fails one message alone', async () => {
    await kitchen.post('/ops/faults', { point: 'on-decide', action: 'throw', key: 'soup' });
    await kitchen.receive(Cook, { dish: 'soup', portions: 1 });
    await kitchen.receive(Cook, { dish: 'salad', portions: 1 });
    const letters = await until(
      async () => {
        const { items } = await kitchen.get<{ items: object[] }>('/ops/dead-letters');
        return items.length > 0 ? items : undefined;
      },
      { what: 'the dead letter' },
    );
    expect(letters).toMatchObject([{ key: 'soup', error: { class: 'FaultSet' } }]);
    expect((await kitchen.get<Listed>('/ops/faults')).items).toMatchObject([{ hits: 2, state: 'in-effect' }]);
  });

  it.each(['before-commit', 'after-commit'])(
    'runs a batch again that failed %s, with the effect of once',
    async (point) => {
      const handled = async () => (await kitchen.rows('SELECT FROM messaging.inbox')).length;
      const before = await handled();
      await kitchen.post('/ops/faults', { point, action: 'throw', key: point, times: 1 });
      await kitchen.receive(Cook, { dish: point, portions: 1 });
      expect((await kitchen.get<Listed>('/ops/faults')).items.at(-1)).toMatchObject({ point, hits: 1 });
      expect(await handled()).toBe(before + 1);
    },
  );

  it('takes everything back at once', async () => {
    expect((await kitchen.remove('/ops/faults')).status).toBe(204);
    expect((await kitchen.get<Listed>('/ops/faults')).items).toEqual([]);
  });

  it('takes none in a process that was started without them, and says how to change that', async () => {
    expect(await safe.get<Listed>('/ops/faults')).toMatchObject({ isOn: false, items: [] });
    expect(await safe.post('/ops/faults', { point: 'after-commit', action: 'crash' })).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:faults-off', detail: expect.stringContaining('FAULTS=on') },
    });
  });
});
