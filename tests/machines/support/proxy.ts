import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const PRELOADED = fileURLToPath(new URL('detour.mjs', import.meta.url));

/**
 * Stands before a server of this machine, for a test to do with the connections of those who
 * come this way what a network may do.
 */
export class Proxy implements AsyncDisposable {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
    private readonly port: number,
  ) {
    this.#listen();
  }

  /** `address`: `host:port`, or a URL. */
  static async before(address: string): Promise<Proxy> {
    const target = Number(new URL(address.includes('//') ? address : `tcp://${address}`).port);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, target, (server.address() as AddressInfo).port);
  }

  /** What a process must be started with so that it comes this way, whoever tells it the server's own address. */
  get env(): Record<string, string> {
    return { DETOUR: `${this.target}:${this.port}`, NODE_OPTIONS: `--import ${PRELOADED}` };
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Ends all connections; new ones are made as before. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  /** Ends all connections, and lets nobody in. */
  async refuse(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  /** Takes all connections and all that is sent, and passes nothing on, either way. */
  fallSilent(): void {
    this.#silent = true;
    for (const [client, upstream] of this.#pairs) {
      client.pause();
      upstream.pause();
    }
  }

  /** Ends silence, and refusal. What was sent in silence arrives, late. */
  async pass(): Promise<void> {
    this.#silent = false;
    for (const [client, upstream] of this.#pairs) {
      client.resume();
      upstream.resume();
    }
    if (this.server.listening) return;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  #listen(): void {
    this.server.on('connection', (client) => {
      const upstream = connect(this.target, '127.0.0.1');
      const pair = [client, upstream] as const;
      this.#pairs.add(pair);
      for (const [from, to] of [pair, [upstream, client] as const]) {
        from
          .setNoDelay(true)
          .on('error', () => undefined)
          .on('data', (data) => void to.write(data));
        from.on('close', () => {
          to.destroy();
          this.#pairs.delete(pair);
        });
        if (this.#silent) from.pause();
      }
    });
  }
}
