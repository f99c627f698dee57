import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from './program.js';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly operator: string | undefined;
  readonly body: unknown;
}

/** What a fake service answers to `METHOD /path`, without the query. */
export type Answers = Readonly<Record<string, readonly [status: number, body: object]>>;

/** A service that answers as it is told, and remembers what it was asked. */
export class FakeService implements AsyncDisposable {
  readonly asked: Asked[] = [];
  readonly #server = createServer(
    (request, response) =>
      void this.#answer(request).then(([status, body]) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      ),
  );

  private constructor(private readonly answers: Answers) {}

  static async start(answers: Answers): Promise<FakeService> {
    const service = new FakeService(answers);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<readonly [number, object]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const text = Buffer.concat(chunks).toString();
    this.asked.push({
      method,
      url,
      operator: headers['x-operator'] as string | undefined,
      body: text === '' ? undefined : JSON.parse(text),
    });
    const path = url.split('?')[0]!;
    return (
      this.answers[`${method} ${path}`] ?? [
        404,
        { type: 'urn:problem:not-found', title: 'Not Found', status: 404, detail: `Nothing is at ${path}.` },
      ]
    );
  }
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line as a person would who is called ada. */
export async function sagaworks(...words: readonly string[]): Promise<Said> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await run(words, {
    user: 'ada',
    folder: process.cwd(),
    out: (text) => void out.push(text),
    error: (text) => void error.push(text),
  });
  return { code, out: out.join('\n'), error: error.join('\n') };
}
