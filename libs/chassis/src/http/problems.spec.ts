import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { All, Controller, Get, Module, Post } from '@nestjs/common';
import { pino } from 'pino';
import { z } from 'zod';
import { createApp } from '../start/create-app.js';
import type { Outage } from './outage.js';
import { Problem } from './problem.js';
import { ZodBody, ZodParam, ZodQuery } from './zod.js';

const body = z.strictObject({ name: z.string(), lines: z.array(z.strictObject({ quantity: z.int().min(1) })) });

const outage = (message: string, said: Partial<Outage>) =>
  Object.assign(new Error(message), { retry: 'outage', ...said });

@Controller('things')
class ThingsController {
  @Post()
  make(@ZodBody(body) thing: z.output<typeof body>) {
    return thing;
  }
  @Get('away')
  away() {
    throw outage('connect ECONNREFUSED 10.0.0.7:5432', { away: 'database' });
  }
  @Get('in-doubt')
  doubtful() {
    throw outage('the connection broke at COMMIT', { inDoubt: true });
  }
  @Get('broken')
  broken() {
    throw new TypeError('the password is hunter2');
  }
  @Get('taken')
  taken() {
    throw new Problem({ status: 409, code: 'too-late', detail: 'It is on its way.', more: { hint: 'send it back' } });
  }
  @Get('named/:name')
  named(@ZodParam('name', z.string()) name: string) {
    return { name };
  }
  @Get(':id')
  show(
    @ZodParam('id', z.uuid()) id: string,
    @ZodQuery(z.strictObject({ full: z.enum(['yes']).optional() })) query: object,
  ) {
    return { id, query };
  }
}

@Controller('ops/things')
class OperatedController {
  @All()
  refuse() {
    throw new Problem({ status: 409, code: 'thing-is-gone', detail: 'It is gone.' });
  }
}

@Module({ controllers: [ThingsController, OperatedController] })
class ThingsModule {}

const ID = '0f9c2d7e-5b1a-4c3d-8e4f-a1b2c3d4e5f6';

describe('whatever goes wrong in a request is answered with a problem document', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  let url: string;
  const logged: string[] = [];
  beforeAll(async () => {
    app = await createApp(ThingsModule, {
      name: 'things',
      settings: { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent', OPS_FROM: 'loopback' },
      logger: pino({ level: 'info' }, { write: (line) => void logged.push(line) }),
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function ask(path: string, posted?: string) {
    const response = await fetch(
      `${url}${path}`,
      posted === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: posted },
    );
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  const good = { name: 'a', lines: [{ quantity: 1 }] };
  it.each([
    ['malformed JSON', '{"name":', 400, ['body']],
    ['no body at all', '', 400, ['name', 'lines']],
    ['an array for an object', '[]', 400, ['body']],
    ['a wrong type', JSON.stringify({ ...good, name: 7 }), 400, ['name']],
    [
      'a wrong value deep inside',
      JSON.stringify({ ...good, lines: [{ quantity: 1 }, { quantity: 0 }] }),
      400,
      ['lines.1.quantity'],
    ],
    [
      'unknown fields',
      JSON.stringify({ name: 'a', lines: [{ quantity: 1, price: 1 }], colour: 'red' }),
      400,
      ['lines.0.price', 'colour'],
    ],
    ['a missing field', JSON.stringify({ lines: [] }), 400, ['name']],
    ['a NUL', JSON.stringify({ ...good, name: 'a\0' }), 400, ['name']],
    ['half a surrogate pair', JSON.stringify({ ...good, name: '\ud83d' }), 400, ['name']],
  ])('%s', async (_what, posted, status, paths) => {
    const answer = await ask('/things', posted);
    expect(answer).toMatchObject({
      status,
      type: expect.stringContaining('application/problem+json'),
      body: { type: expect.any(String), title: 'Bad Request', status, instance: '/things' },
    });
    expect((answer.body['errors'] as { path: string }[]).map(({ path }) => path)).toEqual(paths);
  });

  it('a body over 256 kB, and none at 256 kB', async () => {
    expect(await ask('/things', JSON.stringify({ ...good, name: 'x'.repeat(256 * 1024) }))).toMatchObject({
      status: 413,
      body: { type: 'urn:problem:body-too-large' },
    });
    const name = 'x'.repeat(256 * 1024 - JSON.stringify({ ...good, name: '' }).length);
    expect((await ask('/things', JSON.stringify({ ...good, name }))).status).toBe(201);
  });

  it('wrong parameters and queries', async () => {
    expect(await ask('/things/7')).toMatchObject({ status: 400, body: { errors: [{ path: 'id' }] } });
    expect(await ask(`/things/${ID}?full=no&limit=1`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'full' }, { path: 'limit', message: 'Unknown field' }] },
    });
    expect(await ask('/things/named/%00')).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
    expect(await ask('/things/%FF')).toMatchObject({ status: 400, body: { type: 'urn:problem:malformed-address' } });
    expect(await ask(`/things/${ID}?full=yes`)).toMatchObject({
      status: 200,
      body: { id: ID, query: { full: 'yes' } },
    });
  });

  it('an address that nothing is served at', async () => {
    expect(await ask('/nowhere')).toMatchObject({
      status: 404,
      type: expect.stringContaining('application/problem+json'),
      body: { type: 'urn:problem:not-found' },
    });
  });

  it("a problem of the service's own", async () => {
    expect((await ask('/things/taken')).body).toEqual({
      type: 'urn:problem:too-late',
      title: 'Conflict',
      status: 409,
      detail: 'It is on its way.',
      instance: '/things/taken',
      hint: 'send it back',
    });
  });

  it('an outage: 503, when to come again, and no word of where the database is', async () => {
    const answer = await ask('/things/away');
    expect(answer).toMatchObject({ status: 503, retryAfter: '2' });
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7');
  });

  it('a COMMIT that was not answered: 503, and no word that nothing was stored', async () => {
    const answer = await ask('/things/in-doubt');
    expect(answer).toMatchObject({
      status: 503,
      body: { type: 'urn:problem:in-doubt', detail: expect.stringContaining('may have been') },
    });
  });

  it('a bug: 500, and no word of what it was', async () => {
    const answer = await ask('/things/broken');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });

  it('an operator who is refused: a line in the log says who and what', async () => {
    logged.length = 0;
    await ask('/ops/things');
    await fetch(`${url}/ops/things`, { method: 'POST', headers: { 'x-operator': 'ada' } });
    expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'an operator was refused', operator: 'ada', url: '/ops/things', status: 409, code: 'thing-is-gone' },
    ]);
  });

  it('says what it takes at /docs-json, from the same schemas', async () => {
    const { paths } = (await ask('/docs-json')).body as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>;
    };
    expect(paths['/things']!['post']!.requestBody!.content['application/json']!.schema).toMatchObject({
      required: ['name', 'lines'],
      additionalProperties: false,
    });
  });
});
