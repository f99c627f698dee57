// A redrive of an action whose undo has been applied since tells so beforehand: it will meet that undo.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { until } from '../../testing/until.js';
import { Bin, Kitchen, type Letter } from './kitchen.fixture.js';

interface Operation {
  readonly id: string;
  readonly state: string;
  readonly metUndo: number;
}

describe('a dead action', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open();
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const tagsOf = (step: string) => ({ ce_correlationid: randomUUID(), ce_sagastep: step });
  /** By default under a key of its own. */
  const undo = (tags: Readonly<Record<string, string>>, dish: string = randomUUID()) =>
    kitchen.receive(Bin, { dish }, tags);
  const letter = (id: string) => kitchen.get<Letter>(`/ops/dead-letters/${id}`);

  it('whose undo has been applied says so in its letter, in a dry run, in the redrive and in its history', async () => {
    const tags = tagsOf('cook');
    const { id, key, undoneAt } = await kitchen.fail(101, tags);
    expect(undoneAt).toBeNull();
    await undo(tags, key);
    const since = await until(async () => (await letter(id)).undoneAt ?? undefined, {
      what: 'the undo passing the action, which holds its key',
    });
    expect((await kitchen.get<{ items: readonly object[] }>('/ops/parked?state=held')).items).toContainEqual(
      expect.objectContaining({ key, length: 1 }),
    );
    expect((await kitchen.post(`/ops/dead-letters/${id}/redrive`, { dryRun: true })).body).toEqual({
      id,
      dryRun: true,
      undoneAt: since,
    });
    expect((await kitchen.post(`/ops/dead-letters/${id}/redrive`, {}, 'ada')).body).toEqual({
      id,
      status: 'redriving',
      undoneAt: since,
    });
    await until(async () => (await letter(id)).status === 'dead', { what: 'the letter being dead again' });
    expect((await letter(id)).history.find(({ kind }) => kind === 'redriven')!.detail).toMatchObject({
      redrive: 1,
      undoneAt: expect.any(String),
    });
  }, 30_000);

  it('is not taken for undone by the undo of another step, another saga, or another action', async () => {
    const tags = tagsOf('cook');
    const { id } = await kitchen.fail(102, tags);
    await undo({ ...tags, ce_sagastep: 'serve' });
    await undo(tagsOf('cook'));
    await undo({});
    expect((await letter(id)).undoneAt).toBeNull();
    expect((await kitchen.post(`/ops/dead-letters/${id}/redrive`, { dryRun: true })).body).toMatchObject({
      undoneAt: null,
    });
    await undo(tags);
    const malformed = randomUUID();
    await kitchen.receive(Bin, { dish: malformed, portions: 1 }, tags);
    expect((await kitchen.get<{ items: readonly Letter[] }>(`/ops/dead-letters?key=${malformed}`)).items).toMatchObject(
      [{ undoneAt: null }],
    );
  }, 30_000);

  it('of many tells in the dry run and in the report of the operation', async () => {
    const tags = tagsOf('cook');
    const [undone, other] = [await kitchen.fail(103, tags), await kitchen.fail(104, tagsOf('cook'))];
    await undo(tags);
    const wish = { ids: [undone.id, other.id], haltAfter: 3 };
    expect((await kitchen.post('/ops/redrives', { ...wish, dryRun: true })).body).toMatchObject({
      redrivable: 2,
      undone: [{ id: undone.id, undoneAt: expect.any(String) }],
    });
    const { body } = await kitchen.post('/ops/redrives', wish, 'ada');
    const path = `/ops/redrives/${String(body['id'])}`;
    const done = await until(
      async () => {
        const now = await kitchen.get<Operation>(path);
        return now.state === 'done' ? now : undefined;
      },
      { what: 'the redrive being done', timeout: 20_000 },
    );
    expect(done.metUndo).toBe(1);
    const { items } = await kitchen.get<{ items: readonly object[] }>(`${path}/items`);
    expect(items).toMatchObject([
      { deadLetterId: undone.id, undoneAt: expect.any(String) },
      { deadLetterId: other.id, undoneAt: null },
    ]);
  }, 60_000);
});
