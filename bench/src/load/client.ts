import { Agent, request } from 'node:http';

/** Posts JSON over kept connections; `fetch` would cost the load generator several times the CPU. */
export class Client {
  readonly #agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: connections,
      maxFreeSockets: connections,
      scheduling: 'fifo',
    });
  }

  post(path: string, body: object): Promise<{ status: number; body: string }> {
    const bytes = Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
      const posted = request(
        `${this.url}${path}`,
        { method: 'POST', agent: this.#agent, headers, timeout: 30_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
          response.on('error', reject);
        },
      );
      posted.on('timeout', () => posted.destroy(new Error('no answer within 30 s')));
      posted.on('error', reject);
      posted.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
