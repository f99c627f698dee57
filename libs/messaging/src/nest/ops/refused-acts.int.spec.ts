// What an operator asked for and did not get is on record, with their name and why not.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Kitchen, type Letter } from './kitchen.fixture.js';

describe('an operator who is refused', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open();
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const refusalsOf = async (id: string) =>
    (await kitchen.get<Letter>(`/ops/dead-letters/${id}`)).history
      .filter(({ kind }) => kind === 'refused')
      .map(({ actor, detail }) => ({ actor, ...detail }));

  it('a redrive, a discard, an edit or a restore stands in the history of the letter', async () => {
    const { id } = await kitchen.fail(201);
    const post = async (path: string, body: object = {}) =>
      (await kitchen.post(`/ops/dead-letters/${id}/${path}`, body, 'bob')).status;
    const edit = { data: { dish: 'another', portions: 'many' }, reason: 'a try' };
    expect([await post('restore'), await post('edits', edit), await post('edits', { ...edit, dryRun: true })]).toEqual([
      409, 422, 422,
    ]);
    expect((await kitchen.post(`/ops/dead-letters/${id}/discard`, { reason: 'too much' }, 'ada')).status).toBe(200);
    expect([
      await post('redrive'),
      await post('redrive', { dryRun: true }),
      await post('discard', { reason: 'once more' }),
      await post('edits', edit),
    ]).toEqual([409, 409, 409, 409]);
    expect(await refusalsOf(id)).toEqual([
      { actor: 'bob', act: 'restore', why: 'not-discarded' },
      { actor: 'bob', act: 'edit', why: 'does-not-fit' },
      { actor: 'bob', act: 'redrive', why: 'discarded' },
      { actor: 'bob', act: 'discard', why: 'discarded' },
      { actor: 'bob', act: 'edit', why: 'discarded' },
    ]);
  }, 30_000);

  it('an approval, or a redrive without it, names the edit', async () => {
    const { id } = await kitchen.fail('many');
    const letter = `/ops/dead-letters/${id}`;
    const { key: dish } = await kitchen.get<{ key: string }>(letter);
    const { body } = await kitchen.post(
      `${letter}/edits`,
      { data: { dish, portions: 2 }, reason: 'a word was sent' },
      'ada',
    );
    const edit = String(body['id']);
    expect((await kitchen.post(`${letter}/edits/${edit}/approve`, {}, 'ada')).status).toBe(409);
    expect((await kitchen.post(`${letter}/redrive`, { edit }, 'ada')).status).toBe(409);
    expect((await kitchen.post(`${letter}/edits/${edit}/approve`, {}, 'bob')).status).toBe(200);
    expect((await kitchen.post(`${letter}/edits/${edit}/approve`, {}, 'cleo')).status).toBe(409);
    expect(await refusalsOf(id)).toEqual([
      { actor: 'ada', act: 'approve', why: 'own-edit', edit },
      { actor: 'ada', act: 'redrive', why: 'edit-not-approved', edit },
      { actor: 'cleo', act: 'approve', why: 'approved-already', edit },
    ]);
  }, 30_000);

  it('a redrive or a discard of other letters than they saw stands in the history of the cause, or of each letter chosen', async () => {
    const { id, fingerprint } = await kitchen.fail(203);
    const path = `/ops/dead-letter-groups/${fingerprint}`;
    interface Cause {
      readonly asOf: string;
      readonly counts: { readonly dead: number };
      readonly history: readonly { readonly actor: string; readonly kind: string; readonly detail: object }[];
    }
    const {
      asOf,
      counts: { dead },
    } = await kitchen.get<Cause>(path);
    const numbers = { expected: dead + 1, found: dead };
    const post = async (to: string, body: object) => (await kitchen.post(to, body, 'bob')).status;
    expect([
      await post('/ops/redrives', { group: fingerprint, asOf, expect: dead + 1 }),
      await post('/ops/redrives', { group: fingerprint, asOf, expect: dead + 1, dryRun: true }),
      await post('/ops/redrives', { ids: [id], expect: 2 }),
      await post(`${path}/discard`, { asOf, reason: 'all of them', expect: dead + 1 }),
      await post(`${path}/discard`, { asOf, reason: 'all of them', expect: dead }),
      await post('/ops/dead-letter-groups/none/discard', { asOf, reason: 'of nothing' }),
    ]).toEqual([409, 409, 409, 409, 200, 404]);
    expect((await kitchen.patch(path, { owner: 'ada' }, 'ada')).status).toBe(200);
    const {
      body: { id: operation },
    } = await kitchen.post('/ops/redrives', { group: fingerprint, asOf, expect: 0 }, 'ada');
    expect(
      (await kitchen.get<Cause>(path)).history.map(({ actor, kind, detail }) => ({ actor, kind, detail })),
    ).toEqual([
      { actor: 'bob', kind: 'refused', detail: { act: 'redrive', why: 'another-number', ...numbers } },
      { actor: 'bob', kind: 'refused', detail: { act: 'discard', why: 'another-number', ...numbers } },
      { actor: 'bob', kind: 'discarded', detail: { reason: 'all of them', letters: dead, left: 0 } },
      { actor: 'ada', kind: 'triaged', detail: { owner: 'ada' } },
      { actor: 'ada', kind: 'redriven', detail: { operation, letters: 0 } },
    ]);
    expect(await refusalsOf(id)).toEqual([{ actor: 'bob', act: 'redrive', why: 'another-number' }]);
  }, 30_000);

  it('over a redrive of many stands in its history', async () => {
    const { id } = await kitchen.fail(202);
    const { body } = await kitchen.post('/ops/redrives', { ids: [id] }, 'ada');
    const path = `/ops/redrives/${String(body['id'])}`;
    await until(async () => (await kitchen.get<{ state: string }>(path)).state === 'halted', {
      what: 'the redrive being halted',
    });
    expect((await kitchen.post(`${path}/pause`, {}, 'bob')).status).toBe(409);
    expect(await kitchen.get(path)).toMatchObject({
      state: 'halted',
      history: [
        { kind: 'started' },
        { kind: 'halt' },
        { kind: 'refused', actor: 'bob', detail: { act: 'pause', why: 'halted' } },
      ],
    });
  }, 30_000);
});
