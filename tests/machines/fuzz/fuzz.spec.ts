import { describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fuzz, type Outcome } from './fuzz.js';

const thing = { type: 'object', properties: { name: { type: 'string', nullable: true } }, required: ['name'] };
const document = {
  paths: {
    '/things/{id}': {
      post: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        requestBody: { required: true, content: { 'application/json': { schema: thing } } },
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          503: { headers: { 'Retry-After': { required: true } } },
        },
      },
    },
  },
  components: { schemas: { Thing: thing } },
};

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** What is found of a service that gives this answer to all that its document has. */
async function found(answer: Answer, seed = 1): Promise<Outcome & { readonly paths: string[] }> {
  const paths: string[] = [];
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    if (request.url === '/docs-json') return void response.end(JSON.stringify(document));
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    paths.push(request.url!);
    answer(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return { ...(await fuzz({ things: `http://127.0.0.1:${port}` }, { seed, runs: 20 })), paths };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

describe('a service is asked by its own document', () => {
  it('and nothing is found where it answers as it tells', async () => {
    const { found: lies, requests, operations } = await found(json(200, { name: null }));
    expect({ lies, requests, operations }).toEqual({ lies: [], requests: 20, operations: 1 });
  });

  it.each<[string, Answer, RegExp]>([
    ['a failure', json(500, {}), /^unexpected 500/],
    ['a status that it does not tell', json(404, {}), /^undocumented status 404/],
    [
      'another kind of body',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      /^200 is text\/html/,
    ],
    ['a body that breaks its schema', json(200, { name: 7 }), /breaks its schema/],
    ['a body where none is told', json(503, {}, { 'retry-after': '2' }), /^503 has a body that is not told/],
    ['no header where one is told', (response) => response.writeHead(503).end(), /^503 without the header Retry-After/],
    ['nothing', (response) => response.destroy(), /^no answer: socket hang up/],
  ])('%s is found, with what to type to see it', async (_what, answer, what) => {
    const { found: lies } = await found(answer);
    expect(lies).toEqual([
      {
        service: 'things',
        operation: 'POST /things/{id}',
        what: expect.stringMatching(what),
        curl: expect.stringMatching(/^curl -i --path-as-is -X POST 'http:\/\/127\.0\.0\.1:\d+\/things\//),
      },
    ]);
  });

  it('in the same way whenever it is the same seed', async () => {
    const [one, again, other] = [
      await found(json(200, {}), 7),
      await found(json(200, {}), 7),
      await found(json(200, {}), 8),
    ];
    expect(again.paths).toEqual(one.paths);
    expect(other.paths).not.toEqual(one.paths);
  });
});
