import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PartyUnavailable } from '../errors.js';
import { JsonOverHttp } from './json-over-http.js';

const servers: Server[] = [];
afterEach(() =>
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  }),
);

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly key?: string | string[];
  readonly body: string;
}

/** A party that gives one answer to everything, and what it was asked. */
const party = (status: number, body: string | null) =>
  served((response) => {
    if (body === null) response.socket!.destroy();
    else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });

async function served(answer: (response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    asked.push({ method: request.method!, url: request.url!, key: request.headers['idempotency-key']!, body: text });
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  return { http: new JsonOverHttp(url), url, asked };
}
const attempt = (signal = new AbortController().signal) => ({ key: 'saga-1/pay/do', signal });

describe('a party over HTTP', () => {
  it('is posted JSON under the idempotency key, and its answer is JSON', async () => {
    const { http, asked } = await party(200, '{"outcome":"done"}');
    expect(await http.post('/charges', { amount: 1 }, attempt())).toEqual({ outcome: 'done' });
    expect(asked).toEqual([{ method: 'POST', url: '/api/charges', key: 'saga-1/pay/do', body: '{"amount":1}' }]);
  });

  it('has nothing on record where a look-up answers 404', async () => {
    const { http } = await party(404, '{}');
    expect(await http.get('/operations/x', attempt())).toBeUndefined();
  });

  it.each([500, 503, 429])('has not said what became of the call when it answers %p', async (status) => {
    const { http } = await party(status, 'busy');
    await expect(http.post('/charges', {}, attempt())).rejects.toBeInstanceOf(PartyUnavailable);
  });

  it('has not said what became of the call when the connection breaks, or when it is not there', async () => {
    const { http } = await party(200, null);
    await expect(http.post('/charges', {}, attempt())).rejects.toBeInstanceOf(PartyUnavailable);
    await expect(new JsonOverHttp('http://127.0.0.1:9').post('/charges', {}, attempt())).rejects.toBeInstanceOf(
      PartyUnavailable,
    );
  });

  it('has not said what became of the call when time is up', async () => {
    const { http } = await party(200, '{}');
    await expect(http.post('/charges', {}, attempt(AbortSignal.abort()))).rejects.toBeInstanceOf(PartyUnavailable);
  });

  it.each([400, 404, 422])(
    'will not take the request when it answers %p to a post: no repetition mends that',
    async (status) => {
      const { http } = await party(status, 'no');
      const failure = await http.post('/charges', {}, attempt()).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(failure).not.toBeInstanceOf(PartyUnavailable);
    },
  );

  it('is not followed to where it redirects: neither is the request sent there, nor that page taken as the answer', async () => {
    const elsewhere = await party(200, '{"outcome":"done"}');
    const { http } = await served((response) => response.writeHead(307, { location: elsewhere.url }).end());
    const failure = await http.post('/charges', { card: 'secret' }, attempt()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      constructor: PartyUnavailable,
      message: expect.stringContaining(`redirects to ${elsewhere.url}`),
    });
    await expect(http.get('/operations/x', attempt())).rejects.toThrow('redirects');
    expect(elsewhere.asked).toEqual([]);
  });

  it('is cut off where its answer has no end', async () => {
    let sent = 0;
    const { http } = await served((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (sent > 40_000_000) return void response.end();
        sent += 100_000;
        if (!response.destroyed) response.write(' '.repeat(100_000), () => setImmediate(more));
      };
      more();
    });
    await expect(http.post('/charges', {}, attempt())).rejects.toThrow('more than 1000000 bytes');
    expect(sent).toBeLessThan(40_000_000);
  });

  it('is not believed where its answer is no JSON', async () => {
    const { http } = await served((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('{}'));
    await expect(http.post('/charges', {}, attempt())).rejects.toThrow('answered text/html, not JSON');
    const { http: torn } = await party(200, '{"outcome":');
    await expect(torn.post('/charges', {}, attempt())).rejects.toBeInstanceOf(PartyUnavailable);
  });

  it('is a performer: asked by POST, looked up by the key, read by the adapter', async () => {
    const at = { post: '/charges', lookUp: '/operations' };
    const read = (answer: unknown) => (answer as { outcome: string }).outcome;
    const { http, asked } = await party(200, '{"outcome":"done"}');
    const charging = http.performer(at, read);
    expect([await charging.perform({ amount: 1 }, attempt()), await charging.lookUp({ amount: 1 }, attempt())]).toEqual(
      ['done', 'done'],
    );
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/charges',
      'GET /api/operations/saga-1%2Fpay%2Fdo',
    ]);
    const { http: forgetful } = await party(404, '{}');
    expect(await forgetful.performer(at, read).lookUp({}, attempt())).toBeUndefined();
  });
});
