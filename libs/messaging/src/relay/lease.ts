import pg from 'pg';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import { untraced } from '../tracing/context.js';
import { LEASE_LASTS_MS, LEASE_TICK_MS } from './relay-limits.js';

const STATEMENT_MS = 2_500;

const TAKE = `SELECT messaging.take_lease($1, $2, interval '${LEASE_LASTS_MS} ms') AS epoch`;
const RENEW = `UPDATE messaging.lease SET expires_at = clock_timestamp() + interval '${LEASE_LASTS_MS} ms' WHERE name = $1 AND epoch = $2 RETURNING epoch`;
const RELEASE = `UPDATE messaging.lease SET expires_at = '-infinity' WHERE name = $1 AND epoch = $2`;

/** Holding the lease: its epoch, and the direct connection that the next holder ends. */
export interface Leadership {
  readonly epoch: string;
  readonly client: pg.Client;
}

export interface LeaseOptions {
  /** Straight to the server: a transaction pooler would give the lease a backend of somebody else. */
  readonly url: string;
  /** What the lease is for, e.g. `relay`. */
  readonly name: string;
  /** Who asks for it, for people to read. */
  readonly holder: string;
  readonly log: Logger;
}

export interface LeaseListener {
  onLead(leadership: Leadership): void;
  onLose(): void;
  /** Every second while it is held. */
  onTick(): void;
}

/** Makes one instance of a service the leader in something, and another one within 5 s when that one dies or hangs. */
export class Lease {
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #held: Leadership | undefined;
  #validUntil = 0;
  #wakeUp: () => void = () => undefined;

  constructor(
    private readonly options: LeaseOptions,
    private readonly listener: LeaseListener,
  ) {}

  /** Resolves when the lease has been asked for once, or could not be. */
  start(): Promise<void> {
    return new Promise((resolve) => (this.#loop = untraced(() => this.#run(resolve))));
  }

  /** By this process's clock since it last renewed, so that one that was stopped for a while knows at once. */
  get held(): Leadership | undefined {
    return performance.now() < this.#validUntil ? this.#held : undefined;
  }

  /** Another instance takes over at once. */
  async release(): Promise<void> {
    this.#stopping.abort();
    this.#wakeUp();
    await this.#loop;
  }

  async #run(asked: () => void): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      const client = this.#newClient();
      try {
        await client.connect();
        await client.query('LISTEN messaging_lease');
        await this.#contend(client, () => {
          failures = 0;
          asked();
        });
        await this.#giveBack(client);
      } catch (error) {
        failures += 1;
        if (failures === 1)
          this.options.log.warn({ err: error, lease: this.options.name }, 'the lease connection failed; trying again');
        asked();
      }
      this.#lose();
      this.#wakeUp();
      client.end().catch(() => undefined);
      if (failures > 0) await pause(Math.min(100 * 2 ** failures, 1_000), this.#stopping.signal);
    }
  }

  /** Asks for the lease, then renews it, until the connection fails or we stop. */
  async #contend(client: pg.Client, asked: () => void): Promise<void> {
    const broken = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the lease connection was ended')));
    });
    broken.catch(() => undefined);
    client.on(
      'notification',
      ({ channel, payload }) => channel === 'messaging_lease' && payload === this.options.name && this.#wakeUp(),
    );
    while (!this.#stopping.signal.aborted) {
      await Promise.race([this.#ask(client), broken]);
      asked();
      await Promise.race([this.#tick(), broken]);
    }
  }

  async #ask(client: pg.Client): Promise<void> {
    const { name, holder } = this.options;
    const asked = performance.now();
    const {
      rows: [row],
    } = await client.query<{ epoch: string | null }>(this.#held === undefined ? TAKE : RENEW, [
      name,
      this.#held?.epoch ?? holder,
    ]);
    if (!row?.epoch) return this.#lose();
    this.#validUntil = asked + LEASE_LASTS_MS;
    if (this.#held === undefined) {
      this.#held = { epoch: row.epoch, client };
      this.options.log.info({ lease: name, epoch: row.epoch }, 'leading');
      this.listener.onLead(this.#held);
    } else this.listener.onTick();
  }

  #tick(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, LEASE_TICK_MS);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #lose(): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    this.#validUntil = 0;
    this.listener.onLose();
  }

  async #giveBack(client: pg.Client): Promise<void> {
    if (this.#held === undefined) return;
    await client.query(RELEASE, [this.options.name, this.#held.epoch]);
    await client.query('SELECT pg_notify($1, $2)', ['messaging_lease', this.options.name]);
  }

  #newClient(): pg.Client {
    const { url, name, holder } = this.options;
    // A lease or a mark that a crash of the server loses costs a message sent twice, never one lost: no need to wait for the disk.
    const options = '-c timezone=UTC -c synchronous_commit=off';
    const client = new pg.Client({
      connectionString: url,
      application_name: `${holder}:${name}`,
      options,
      keepAlive: true,
      pipeline: true,
      connectionTimeoutMillis: STATEMENT_MS,
      query_timeout: STATEMENT_MS,
    });
    client.on('error', () => undefined);
    return client;
  }
}
