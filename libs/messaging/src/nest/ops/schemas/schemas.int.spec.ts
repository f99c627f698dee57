// What OpenAPI says of the answers of /ops is what they are: nothing more, and nothing less.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../testing/until.js';
import { Bin, Cook, Kitchen, type Letter } from '../kitchen.fixture.js';
import { conforms, type OpenApi } from './conforms.fixture.js';

describe('the answers of /ops', () => {
  let kitchen: Kitchen;
  let document: OpenApi;
  beforeAll(async () => {
    kitchen = await Kitchen.open({ FAULTS: 'on' });
    document = await kitchen.get<OpenApi>('/docs-json');
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const told = async (path: string, like: string) =>
    expect({ path, faults: conforms(document, 'get', like, 200, await kitchen.get<object>(path)) }).toEqual({
      path,
      faults: [],
    });
  async function done(path: string, like: string, body: object, operator = 'ada'): Promise<Record<string, unknown>> {
    const answer = await kitchen.post(path, body, operator);
    expect({ path, faults: conforms(document, 'post', like, answer.status, answer.body) }).toEqual({
      path,
      faults: [],
    });
    return answer.body;
  }

  it('are all described', () => {
    const silent = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/ops'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { responses }]) => {
          const good = Object.entries(responses).filter(([status]) => status.startsWith('2') && status !== '204');
          return method === 'delete' || (good.length > 0 && good.every(([, { content }]) => content !== undefined))
            ? []
            : [`${method} ${path}`];
        }),
      );
    expect(silent).toEqual([]);
  });

  it('are as described where something has failed, was mended and went on', async () => {
    const [{ id, fingerprint, key: dish }, second] = [
      await kitchen.fail(301, { ce_correlationid: 'saga', ce_sagastep: 'cook' }),
      await kitchen.fail('many'),
    ];
    await kitchen.receive(Bin, { dish }, { ce_correlationid: 'saga', ce_sagastep: 'cook' });
    const letter = `/ops/dead-letters/${second.id}`;
    const like = '/ops/dead-letters/{id}';
    const { id: edit } = await done(`${letter}/edits`, `${like}/edits`, {
      data: { dish: second.key, portions: 2 },
      headers: { note: 'mended' },
      reason: 'a word',
    });
    await done(`${letter}/edits`, `${like}/edits`, {
      headers: { note: 'mended' },
      data: { dish: second.key, portions: 2 },
      reason: 'a word',
      dryRun: true,
    });
    await done(`${letter}/edits/${String(edit)}/approve`, `${like}/edits/{edit}/approve`, {}, 'bob');
    await told(`${letter}/edits`, `${like}/edits`);
    await done(`${letter}/redrive`, `${like}/redrive`, { edit, dryRun: true });
    await done(`${letter}/redrive`, `${like}/redrive`, { edit });
    await until(async () => (await kitchen.get<Letter>(letter)).status === 'resolved', {
      what: 'the letter being resolved',
    });
    await told(letter, like);
    await told('/ops/dead-letters', '/ops/dead-letters');
    await told('/ops/parked', '/ops/parked');
    await told('/ops/waits', '/ops/waits');
    await told(`/ops/inbox`, '/ops/inbox');

    const group = `/ops/dead-letter-groups/${fingerprint}`;
    await kitchen.patch(group, { owner: 'ada', snoozedUntil: '2100-01-01T00:00:00Z' }, 'ada');
    await told('/ops/dead-letter-groups', '/ops/dead-letter-groups');
    await told(group, '/ops/dead-letter-groups/{group}');
    const { asOf } = await kitchen.get<{ asOf: string }>(group);
    await done('/ops/redrives', '/ops/redrives', { group: fingerprint, asOf, dryRun: true });
    const { id: operation } = await done('/ops/redrives', '/ops/redrives', { group: fingerprint, asOf });
    const redrive = `/ops/redrives/${String(operation)}`;
    await until(async () => (await kitchen.get<{ state: string }>(redrive)).state === 'halted', {
      what: 'the redrive being halted',
    });
    await told(redrive, '/ops/redrives/{id}');
    await told(`${redrive}/items`, '/ops/redrives/{id}/items');
    await done(`${redrive}/cancel`, '/ops/redrives/{id}/{act}', {});
    await told('/ops/redrives', '/ops/redrives');
    await done(`/ops/dead-letters/${id}/discard`, `${like}/discard`, { reason: 'enough' });
    await done(`/ops/dead-letters/${id}/restore`, `${like}/restore`, {});
    await done(`${group}/discard`, '/ops/dead-letter-groups/{group}/discard', {
      reason: 'enough',
      asOf: (await kitchen.get<{ asOf: string }>(group)).asOf,
    });
    await done('/ops/dead-letters/rebuild', '/ops/dead-letters/rebuild', {});
  }, 60_000);

  it('are as described of what flows, and of what is broken on purpose', async () => {
    await kitchen.receive(Cook, { dish: 'soup', portions: 1 });
    await told('/ops/outbox', '/ops/outbox');
    await done('/ops/outbox/republish', '/ops/outbox/republish', { since: '2026-01-01T00:00:00Z', dryRun: true });
    await done('/ops/outbox/republish', '/ops/outbox/republish', { since: '2026-01-01T00:00:00Z' });
    for (const path of ['/ops/outbox/status', '/ops/calls', '/ops/consumers', '/ops/waits']) await told(path, path);
    await done('/ops/faults', '/ops/faults', { point: 'on-decide', action: 'throw', key: 'none', times: 1 });
    await told('/ops/faults', '/ops/faults');
  }, 30_000);
});
