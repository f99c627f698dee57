import 'reflect-metadata';
import { request as send, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { pino } from 'pino';
import { z } from 'zod';
import { Ops } from '../../ops/ops.guard.js';
import { createApp } from '../../start/create-app.js';
import { ZodBody } from '../zod.js';

const thing = z.strictObject({ name: z.string(), list: z.array(z.string()).optional() });

@Controller('things')
class ThingsController {
  @Get()
  list() {
    return [];
  }
  @Post()
  make(@ZodBody(thing) made: z.output<typeof thing>) {
    return made;
  }
  @Post('undone')
  undo() {
    return {};
  }
}
@Ops()
@Controller('ops/things')
class OperatedController {
  @Get()
  list() {
    return [];
  }
}
@Module({ controllers: [ThingsController, OperatedController] })
class ThingsModule {}

describe('a request that is not meant well', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  let port: number;
  beforeAll(async () => {
    app = await createApp(ThingsModule, {
      name: 'things',
      settings: {
        PORT: 0,
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        OPS_FROM: 'loopback',
        ALLOWED_HOSTS: 'things.example',
        ALLOWED_ORIGINS: 'https://console.example',
      },
      logger: pino({ level: 'silent' }),
    });
    await app.listen(0, '127.0.0.1');
    port = (app.getHttpServer() as { address(): AddressInfo }).address().port;
  });
  afterAll(() => app.close());

  interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: Record<string, unknown>;
  }
  const ask = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Buffer,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = send({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type']?.includes('json') === true;
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
          });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const json = { 'content-type': 'application/json' };
  const make = (body: string | Buffer, headers: Record<string, string> = {}) =>
    ask('POST', '/things', { ...json, ...headers }, body);
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('does nothing for the page of another site: %j', async (headers) => {
    const refused = { status: 403, body: { type: 'urn:problem:foreign-origin' } };
    expect(await ask('POST', '/things/undone', headers)).toMatchObject(refused);
    expect(await make('{"name":"a"}', headers)).toMatchObject(refused);
  });

  it('acts for its own pages, for programs and for the origins that are allowed', async () => {
    const wellMeant: Record<string, string>[] = [
      {},
      { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' },
      { origin: 'https://console.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of wellMeant) expect((await ask('POST', '/things/undone', headers)).status).toBe(201);
  });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '[::1].evil.example'])(
    'is not served under the name "%s", whoever resolves it to this machine',
    async (host) => {
      expect(await ask('GET', '/things', { host })).toMatchObject({
        status: 421,
        body: { type: 'urn:problem:foreign-host' },
      });
    },
  );

  it.each(['localhost', 'LOCALHOST:3001', '127.0.0.1', '[::1]:3001', '10.0.0.7:3000', 'things:3000', 'things.example'])(
    'is served under %s',
    async (host) => {
      expect((await ask('GET', '/things', { host })).status).toBe(200);
    },
  );

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=utf-7', 415],
    ['application/json; charset=UTF-8', 201],
    ['Application/JSON', 201],
  ])('a body of the type %s is answered %i', async (type, status) => {
    expect((await make('{"name":"a"}', { 'content-type': type })).status).toBe(status);
  });

  it('a body without a type is not guessed at', async () => {
    expect((await ask('POST', '/things', {}, '{"name":"a"}')).status).toBe(415);
  });

  it('text that is not UTF-8 is no text', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"a'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await make(body)).toMatchObject({ status: 400, body: { errors: [{ path: 'body' }] } });
  });

  it('a name twice in one object is no body, wherever it stands', async () => {
    for (const twice of ['{"name":"a","name":"b"}', '{"name":"a","n\\u0061me":"b"}', '{"list":[{"b":1,"b":2}]}'])
      expect(await make(twice)).toMatchObject({ status: 400, body: { type: 'urn:problem:duplicate-name' } });
    expect((await make('{"name":"\\"name\\":1,{","list":["name","name"]}')).status).toBe(201);
  });

  it('a body of null is JSON, and no object', async () => {
    expect(await make('null')).toMatchObject({
      status: 400,
      body: { type: 'urn:problem:invalid-request', errors: [{ path: 'body' }] },
    });
  });

  it('is told what is wrong in less than it has said', async () => {
    const many = JSON.stringify({
      name: 'a',
      ...Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`k${i}`, 1])),
    });
    const { status, body } = await make(many);
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(5_000);
    const long = await make(JSON.stringify({ name: 'a', ['k'.repeat(100_000)]: 1 }));
    expect(JSON.stringify(long.body).length).toBeLessThan(5_000);
  });

  it('by a method that is not served is told which ones are', async () => {
    expect(await ask('DELETE', '/things')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
      body: { type: 'urn:problem:method-not-allowed' },
    });
    expect((await ask('DELETE', '/nowhere')).status).toBe(404);
  });

  it.each(['/OPS/things', '/%6fps/things', '//ops/things', '/ops%2fthings', '/ops;/things', '/Things'])(
    'does not pass a rule for /ops as %s',
    async (path) => {
      expect((await ask('GET', path)).status).toBe(404);
    },
  );

  it('is answered with what keeps a browser from guessing and keeping', async () => {
    for (const path of ['/things', '/nowhere', '/docs/'])
      expect((await ask('GET', path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'referrer-policy': 'no-referrer',
      });
  });

  it.each([
    ['no request at all', 'HELLO\r\n\r\n', 400],
    ['headers without end', `GET /things HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['no host', 'GET /things HTTP/1.1\r\nConnection: close\r\n\r\n', 421],
    [
      'two lengths',
      'POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
  ])('%s is a problem document too', async (_what, text, status) => {
    const answer = await raw(text);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"type":"urn:problem:');
  });

  it('has 15 s for its headers and 30 s for all of it, on one of so many connections', () => {
    const server = app.getHttpServer() as import('node:http').Server;
    expect([server.headersTimeout, server.requestTimeout, server.maxConnections]).toEqual([15_000, 30_000, 1_000]);
  });
});
