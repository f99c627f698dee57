// What fails can be found, looked after, mended and settled over HTTP, each act in the name of who did it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '../../testing/until.js';
import { Cook, Kitchen, type Letter } from './kitchen.fixture.js';

type Items<Item = Letter> = { readonly items: readonly Item[] };

describe('/ops', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open();
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const dead = (portions: unknown) => kitchen.fail(portions);
  const becomes = (id: string, status: string) =>
    until(async () => (await kitchen.get<Letter>(`/ops/dead-letters/${id}`)).status === status, {
      what: `the letter being ${status}`,
    });

  it('mends a message: edit, approval by another, redrive', async () => {
    const { id } = await dead('many');
    const letter = `/ops/dead-letters/${id}`;
    const { key: dish } = await kitchen.get<{ key: string }>(letter, 'ada');
    const edit = (data: object, operator?: string) =>
      kitchen.post(`${letter}/edits`, { data, reason: 'a word was sent' }, operator);
    expect(await edit({ dish, portions: 2 })).toMatchObject({
      status: 400,
      body: { type: 'urn:problem:operator-missing' },
    });
    expect(await edit({ dish, portions: -2, spice: 1 }, 'ada')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'portions' }, { path: 'data' }], diff: [{ path: 'portions' }, { path: 'spice' }] },
    });
    const kept = await edit({ dish, portions: 2 }, 'ada');
    expect(kept).toMatchObject({
      status: 201,
      body: { needsApproval: true, diff: [{ path: 'portions', from: 'many', to: 2 }] },
    });
    const own = String(kept.body['id']);
    expect(await kitchen.post(`${letter}/redrive`, { edit: own }, 'ada')).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:edit-not-approved' },
    });
    expect(await kitchen.post(`${letter}/edits/${own}/approve`, {}, 'ada')).toMatchObject({ status: 409 });
    expect(await kitchen.post(`${letter}/edits/${own}/approve`, {}, 'bob')).toMatchObject({ status: 200 });
    expect(await kitchen.post(`${letter}/redrive`, { edit: own, dryRun: true }, 'ada')).toMatchObject({
      status: 202,
      body: { dryRun: true },
    });
    expect(await kitchen.post(`${letter}/redrive`, { edit: own }, 'ada')).toMatchObject({ status: 202 });
    await becomes(id, 'resolved');
    const { history } = await kitchen.get<Letter>(letter);
    expect(history.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      'tried by system',
      'parked by system',
      'dead-lettered by system',
      'viewed by ada',
      'refused by ada',
      'edited by ada',
      'refused by ada',
      'refused by ada',
      'approved by bob',
      'redriven by ada',
      'resolved by system',
    ]);
  }, 30_000);

  it('counts by cause, keeps owner and note, and shows the keys that wait', async () => {
    const [{ fingerprint }] = [await dead(101), await dead(102)];
    const group = `/ops/dead-letter-groups/${fingerprint}`;
    expect(await kitchen.get(group)).toMatchObject({
      type: Cook.type,
      error: { class: 'RangeError' },
      counts: { dead: 2 },
      owner: null,
    });
    expect(await kitchen.patch(group, { owner: 'ada', note: 'larger pots are ordered' }, 'ada')).toMatchObject({
      status: 200,
      body: { owner: 'ada' },
    });
    expect((await kitchen.get<Items<object>>('/ops/dead-letter-groups?owner=ada')).items).toHaveLength(1);
    expect((await kitchen.get<Items<object>>('/ops/parked?state=held')).items).toContainEqual(
      expect.objectContaining({ topic: Cook.topic, length: 1, nextTryAt: null }),
    );
    expect(await kitchen.patch('/ops/dead-letter-groups/none', { owner: 'ada' })).toMatchObject({ status: 404 });
    expect(await kitchen.patch(group, {}, 'ada')).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('Give owner, note or snoozedUntil') },
    });
    expect(await kitchen.patch(group, { snoozedUntil: '0000-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'snoozedUntil' }] },
    });
    expect(await kitchen.patch(group, { owner: 'bob', colour: 'red' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'colour' }] },
    });
  }, 30_000);

  it('redrives a group as it was seen, halts when it fails, and is cancelled by name', async () => {
    const { fingerprint: group } = await dead(103);
    const { asOf, counts } = await kitchen.get<{ asOf: string; counts: { dead: number } }>(
      `/ops/dead-letter-groups/${group}`,
    );
    expect(await kitchen.post('/ops/redrives', { group, asOf, expect: counts.dead + 1 })).toMatchObject({
      status: 409,
      body: { total: counts.dead },
    });
    expect(await kitchen.post('/ops/redrives', { group, asOf, dryRun: true })).toMatchObject({
      status: 202,
      body: { total: counts.dead, redrivable: counts.dead, refusals: [] },
    });
    expect(await kitchen.post('/ops/redrives', { group: 'none', asOf, dryRun: true })).toMatchObject({
      status: 404,
      body: { type: 'urn:problem:unknown-dead-letter-group' },
    });
    const begun = await kitchen.post('/ops/redrives', { group, asOf, expect: counts.dead }, 'ada');
    const path = `/ops/redrives/${String(begun.body['id'])}`;
    await until(async () => (await kitchen.get<{ state: string }>(path)).state === 'halted', {
      what: 'the redrive being halted',
    });
    expect((await kitchen.get<Items<object>>(`${path}/items?state=failed`)).items).toMatchObject([
      { reason: expect.stringContaining('RangeError') },
    ]);
    expect(await kitchen.post(`${path}/cancel`, {}, 'bob')).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    expect(await kitchen.post(`${path}/resume`, {}, 'bob')).toMatchObject({ status: 409 });
    expect((await kitchen.get<Items<object>>('/ops/redrives')).items).toMatchObject([
      {
        actor: 'ada',
        history: [
          { kind: 'started' },
          { kind: 'halt', actor: 'system' },
          { kind: 'cancel', actor: 'bob' },
          { kind: 'refused', actor: 'bob' },
        ],
      },
    ]);
    expect(await kitchen.get(`/ops/redrives/${randomUUID()}`)).toMatchObject({ status: 404 });
  }, 30_000);

  it('discards for a reason, one or a group, and restores', async () => {
    const { id, fingerprint } = await dead(104);
    const letter = `/ops/dead-letters/${id}`;
    expect(await kitchen.post(`${letter}/discard`, {})).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'reason' }] },
    });
    expect(await kitchen.post(`${letter}/discard`, { reason: 'nobody eats that much' }, 'ada')).toMatchObject({
      status: 200,
    });
    expect(await kitchen.post(`${letter}/discard`, { reason: 'once more' }, 'ada')).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:dead-letter-discarded' },
    });
    expect(await kitchen.post(`${letter}/restore`, {}, 'bob')).toMatchObject({ status: 200, body: { status: 'dead' } });
    expect(await kitchen.post(`${letter}/restore`, {}, 'bob')).toMatchObject({ status: 409 });
    const { asOf, counts } = await kitchen.get<{ asOf: string; counts: { dead: number } }>(
      `/ops/dead-letter-groups/${fingerprint}`,
    );
    expect(
      await kitchen.post(`/ops/dead-letter-groups/${fingerprint}/discard`, { reason: 'all of them', asOf }, 'ada'),
    ).toMatchObject({ body: { discarded: counts.dead } });
    expect((await kitchen.get<Items>(`/ops/dead-letters?group=${fingerprint}&status=dead`)).items).toEqual([]);
  }, 30_000);

  it('adds the letters that the database has lost, with all that the topic tells, and leaves the others alone', async () => {
    const { id } = await dead(105);
    const before = await kitchen.get<Letter & { record: object }>(`/ops/dead-letters/${id}`);
    const other = await kitchen.get<Letter>(`/ops/dead-letters/${(await dead(106)).id}`);
    await until(
      async () =>
        (await kitchen.get<Items<{ state: string }>>('/ops/outbox')).items.every(({ state }) => state === 'sent'),
      { what: 'the DLQ topic being told' },
    );
    await kitchen.rows('DELETE FROM messaging.dead_letter WHERE id = $1', [id]);
    await kitchen.rows('DELETE FROM messaging.audit WHERE subject = $1', [id]);
    expect(await kitchen.post('/ops/dead-letters/rebuild', {}, 'ada')).toMatchObject({
      status: 200,
      body: { added: 1 },
    });
    const after = await kitchen.get<Letter & { record: object }>(`/ops/dead-letters/${id}`);
    const { history: _, ...same } = before;
    expect(after).toMatchObject({ ...same, firstFailedAt: expect.any(String), lastFailedAt: expect.any(String) });
    expect(after.history.map(({ kind, actor }) => `${kind} by ${actor}`)).toEqual([
      ...before.history.map(({ kind, actor }) => `${kind} by ${actor}`),
      'rebuilt by ada',
    ]);
    expect(await kitchen.get(`/ops/dead-letters/${other.id}`)).toEqual(other);
    expect(await kitchen.post('/ops/dead-letters/rebuild', {}, 'ada')).toMatchObject({ body: { added: 0 } });
  }, 60_000);

  it('describes all of it in OpenAPI', async () => {
    const { paths } = await kitchen.get<{ paths: Record<string, object> }>('/docs-json');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/ops/dead-letters',
        '/ops/dead-letters/{id}/edits',
        '/ops/dead-letter-groups/{group}',
        '/ops/redrives',
        '/ops/redrives/{id}/{act}',
        '/ops/parked',
      ]),
    );
  });
});
