// What another tool has put into the DLQ topic is found, given what it lacks, and handled; over HTTP.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '../../testing/until.js';
import { Cook, Kitchen, type Letter } from './kitchen.fixture.js';

describe('a record that another tool has put into the DLQ', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open();
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const found = async (key: string) =>
    (await kitchen.get<{ items: (Letter & { error: object })[] }>(`/ops/dead-letters?key=${key}`)).items[0]!;

  it('is a letter after a rebuild, is given its type, and is handled', async () => {
    const dish = randomUUID();
    await kitchen.putIntoDlq({ key: dish, value: JSON.stringify({ dish, portions: 2 }), headers: { note: 'by hand' } });
    await kitchen.putIntoDlq({ key: 'other', value: 'not even JSON', headers: {} });
    expect(await kitchen.post('/ops/dead-letters/rebuild', {}, 'ada')).toMatchObject({
      status: 200,
      body: { added: 2, foreign: 2, unkept: 0 },
    });
    const { id, error, fingerprint } = await found(dish);
    expect(error).toMatchObject({ class: 'ForeignDeadLetter', message: expect.stringContaining('ce_type is missing') });
    expect(await kitchen.get(`/ops/dead-letter-groups/${fingerprint}`)).toMatchObject({
      type: 'unknown',
      counts: { dead: 2 },
    });

    const letter = `/ops/dead-letters/${id}`;
    const edit = (body: object) => kitchen.post(`${letter}/edits`, { reason: 'it says what it is', ...body }, 'ada');
    expect(await edit({})).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'data', message: 'Say what to mend: data, headers or both' }] },
    });
    expect(await edit({ headers: { note: null } })).toMatchObject({
      status: 409,
      body: { detail: 'Nothing here handles unknown: an edit may give another ce_type in headers.' },
    });
    expect(await edit({ headers: { ce_type: Cook.type, ce_id: dish } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'headers.ce_id', message: expect.stringContaining('locked') }] },
    });
    const kept = await edit({ headers: { ce_type: Cook.type, note: null } });
    expect(kept).toMatchObject({
      status: 201,
      body: {
        needsApproval: true,
        diff: [],
        headerDiff: [
          { path: 'note', from: 'by hand' },
          { path: 'ce_type', to: Cook.type },
        ],
      },
    });
    const own = String(kept.body['id']);
    await kitchen.post(`${letter}/edits/${own}/approve`, {}, 'bob');
    expect(await kitchen.post(`${letter}/redrive`, { edit: own }, 'ada')).toMatchObject({ status: 202 });
    await until(async () => (await found(dish)).status === 'resolved', { what: 'the letter being resolved' });
    expect(await kitchen.post('/ops/dead-letters/rebuild', {}, 'ada')).toMatchObject({ body: { added: 0 } });
  }, 60_000);

  it('may be given up', async () => {
    const { id } = await found('other');
    expect(
      await kitchen.post(`/ops/dead-letters/${id}/discard`, { reason: 'nobody knows what it is' }, 'ada'),
    ).toMatchObject({ status: 200 });
  });
});
