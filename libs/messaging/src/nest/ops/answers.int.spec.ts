// What OpenAPI says of the answers of /ops is what they are, route by route: nothing more, and nothing less.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FlightBooked } from '../../testing/trip-saga.js';
import { until } from '../../testing/until.js';
import { conforms, type OpenApi } from './conforms.fixture.js';
import { Bin, Cook, Kitchen, type Letter } from './kitchen.fixture.js';
import { Trips } from './trips.fixture.js';

type Method = 'get' | 'post' | 'patch';

describe('the answers of /ops', () => {
  let kitchen: Kitchen;
  let trips: Trips;
  let document: OpenApi;
  beforeAll(async () => {
    kitchen = await Kitchen.open({ FAULTS: 'on' });
    trips = await Trips.start();
    document = await kitchen.get<OpenApi>('/docs-json');
  }, 60_000);
  afterAll(() => Promise.all([kitchen?.close(), trips?.close()]), 20_000);

  /** Routes whose answer was held against its schema. */
  const held = new Set<string>();
  function hold(method: Method, like: string, status: number, answer: unknown): void {
    held.add(`${method} ${like}`);
    expect({ like, faults: conforms(document, method, like, status, answer) }).toEqual({ like, faults: [] });
  }
  const told = async (path: string, like = path) => hold('get', like, 200, await kitchen.get<object>(path));
  async function done(path: string, like: string, body: object, operator = 'ada'): Promise<Record<string, unknown>> {
    const answer = await kitchen.post(path, body, operator);
    hold('post', like, answer.status, answer.body);
    return answer.body;
  }

  it('are as described where something has failed, was mended and went on', async () => {
    const [{ id, fingerprint, key: dish }, second] = [
      await kitchen.fail(301, { ce_correlationid: 'saga', ce_sagastep: 'cook' }),
      await kitchen.fail('many'),
    ];
    await kitchen.receive(Bin, { dish }, { ce_correlationid: 'saga', ce_sagastep: 'cook' });
    const letter = `/ops/dead-letters/${second.id}`;
    const like = '/ops/dead-letters/{id}';
    const data = { dish: second.key, portions: 2 };
    const wish = { data, headers: { note: 'mended' }, reason: 'a word' };
    const { id: edit } = await done(`${letter}/edits`, `${like}/edits`, wish);
    await done(`${letter}/edits`, `${like}/edits`, { ...wish, dryRun: true });
    await done(`${letter}/edits/${String(edit)}/approve`, `${like}/edits/{edit}/approve`, {}, 'bob');
    await told(`${letter}/edits`, `${like}/edits`);
    await done(`${letter}/redrive`, `${like}/redrive`, { edit, dryRun: true });
    await done(`${letter}/redrive`, `${like}/redrive`, { edit });
    await until(async () => (await kitchen.get<Letter>(letter)).status === 'resolved', {
      what: 'the letter being resolved',
    });
    await told(letter, like);
    for (const path of ['/ops/dead-letters', '/ops/parked', '/ops/waits', '/ops/inbox']) await told(path);

    const group = `/ops/dead-letter-groups/${fingerprint}`;
    const triaged = await kitchen.patch(group, { owner: 'ada', snoozedUntil: '2100-01-01T00:00:00Z' }, 'ada');
    hold('patch', '/ops/dead-letter-groups/{group}', triaged.status, triaged.body);
    await told('/ops/dead-letter-groups');
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
    await told('/ops/redrives');
    await done(`/ops/dead-letters/${id}/discard`, `${like}/discard`, { reason: 'enough' });
    await done(`/ops/dead-letters/${id}/restore`, `${like}/restore`, {});
    await done(`${group}/discard`, '/ops/dead-letter-groups/{group}/discard', {
      reason: 'enough',
      asOf: (await kitchen.get<{ asOf: string }>(group)).asOf,
    });
    await done('/ops/dead-letters/rebuild', '/ops/dead-letters/rebuild', {});
  }, 60_000);

  it('are as described where a person no longer waits', async () => {
    const [topic, key] = ['kitchen.commands', 'stew'];
    await kitchen.rows(
      `INSERT INTO messaging.parked_sequence (topic, key, length, due_at) VALUES ($1, $2, 1, 'infinity')`,
      [topic, key],
    );
    await kitchen.rows(
      `INSERT INTO messaging.parked_message (topic, key, message_id, type, record_partition, record_offset, record_time, record_headers)
      VALUES ($1, $2, gen_random_uuid()::text, 'kitchen.cook', 0, 0, now(), '{}')`,
      [topic, key],
    );
    await told('/ops/parked');
    await done('/ops/parked/dead-letters', '/ops/parked/dead-letters', { topic, key, reason: 'enough' });
  });

  it('are as described of what flows, and of what is broken on purpose', async () => {
    await kitchen.receive(Cook, { dish: 'soup', portions: 1 });
    await told('/ops/outbox');
    const since = '2026-01-01T00:00:00Z';
    await done('/ops/outbox/republish', '/ops/outbox/republish', { since, dryRun: true });
    await done('/ops/outbox/republish', '/ops/outbox/republish', { since });
    for (const path of ['/ops/outbox/status', '/ops/calls', '/ops/calls/parties', '/ops/consumers', '/ops/waits'])
      await told(path);
    await done('/ops/faults', '/ops/faults', { point: 'on-decide', action: 'throw', key: 'none', times: 1 });
    await told('/ops/faults');
  }, 30_000);

  it('are as described of sagas, and of what is done about them', async () => {
    const [running, waiting, stuck, resolved] = [
      await trips.begin(),
      await trips.begin(),
      await trips.stuck(),
      await trips.stuck(),
    ];
    const act = async (id: string, name: string, body: object = {}) =>
      hold('post', `/ops/sagas/{id}/${name}`, 200, await trips.act(id, name, body));
    await act(resolved, 'resolve', { outcome: 'rolled-back' });
    await act(running, 'deadline', { to: null });
    await act(stuck, 'retry');
    await act(running, 'skip', { type: FlightBooked.type, data: { trip: running, seat: '7A' } });
    await act(running, 'compensate');
    await act(waiting, 'cancel');
    await trips.act(running, 'cancel');
    for (const id of [running, waiting, stuck, resolved])
      hold('get', '/ops/sagas/{id}', 200, await trips.get(`/${id}`));
    hold('get', '/ops/sagas', 200, await trips.get(''));
  }, 30_000);

  it('are all held against a schema', () => {
    const answering = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/ops'))
      .flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, { responses }]) => responses['204'] === undefined)
          .map(([method]) => `${method} ${path}`),
      );
    expect(answering.length).toBeGreaterThan(30);
    expect(answering.filter((route) => !held.has(route))).toEqual([]);
  });
});
