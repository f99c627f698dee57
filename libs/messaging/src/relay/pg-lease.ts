import pg from 'pg';
import { Lease } from '../runtime/lease.js';
import type { Logger } from '../runtime/logger.js';
import { untraced } from '../tracing/context.js';
import { sessionOptions } from '../runtime/sql/session.js';
import { LEASE_LASTS_MS, LEASE_TICK_MS } from './relay-limits.js';

/** All that a lease's connection is asked is short: a longer statement would cost the lease. */
const STATEMENT_MS = 2_500;

const TAKE = `SELECT messaging.take_lease($1, $2, interval '${LEASE_LASTS_MS} ms') AS epoch`;
const RENEW = `UPDATE messaging.lease SET expires_at = clock_timestamp() + interval '${LEASE_LASTS_MS} ms' WHERE name = $1 AND epoch = $2 RETURNING epoch`;
const RELEASE = `UPDATE messaging.lease SET expires_at = '-infinity' WHERE name = $1 AND epoch = $2`;

/** Holding the lease: its epoch, and the direct connection that the next holder ends. */
export interface Leadership {
  readonly epoch: string;
  readonly client: pg.Client;
}

export interface PgLeaseOptions {
  /** Straight to the server: a transaction pooler would give the lease a backend of somebody else. */
  readonly url: string;
  /** What the lease is for, e.g. `relay`. */
  readonly name: string;
  /** Who asks for it, for people to read. */
  readonly holder: string;
  readonly log: Logger;
}

export interface PgLeaseListener {
  onLead(leadership: Leadership): void;
  onLose(): void;
  /** Every second while it is held. */
  onTick(): void;
}

/** Makes one instance of a service the leader in something, and another one within 5 s when that one dies or hangs. */
export class PgLease {
  readonly #lease: Lease<Leadership>;
  #client: pg.Client | undefined;

  constructor(
    private readonly options: PgLeaseOptions,
    private readonly listener: PgLeaseListener,
  ) {
    const { log, name } = options;
    this.#lease = new Lease<Leadership>(
      {
        prepare: () => this.#connect(),
        ask: (held) => this.#ask(held),
        onGain: (leadership) => {
          log.info({ lease: name, epoch: leadership.epoch }, 'leading');
          listener.onLead(leadership);
        },
        onLose: () => this.listener.onLose(),
        onRenew: () => this.listener.onTick(),
      },
      { name: `lead (${name})`, lastsMs: LEASE_LASTS_MS, everyMs: LEASE_TICK_MS, log },
    );
  }

  /** Resolves when the lease has been asked for once, or could not be. */
  start(): Promise<void> {
    return untraced(() => this.#lease.start());
  }

  /** By this process's clock since it last renewed, so that one that was stopped for a while knows at once. */
  get held(): Leadership | undefined {
    return this.#lease.held;
  }

  /** Another instance takes over at once. */
  async release(): Promise<void> {
    await this.#lease.stop(({ epoch, client }) => this.#giveBack(epoch, client));
    this.#hangUp();
  }

  async #connect(): Promise<void> {
    if (this.#client !== undefined) return;
    const client = this.#newClient();
    client.on('error', () => this.#broke(client));
    client.on('end', () => this.#broke(client));
    client.on('notification', ({ channel, payload }) => {
      if (channel === 'messaging_lease' && payload === this.options.name) this.#lease.wake();
    });
    this.#client = client;
    try {
      await client.connect();
      await client.query('LISTEN messaging_lease');
    } catch (error) {
      this.#hangUp();
      throw error;
    }
  }

  async #ask(held: Leadership | undefined): Promise<Leadership | undefined> {
    const client = this.#client;
    if (client === undefined) throw new Error('the connection was ended');
    try {
      const { name, holder } = this.options;
      const {
        rows: [row],
      } = await client.query<{ epoch: string | null }>(held === undefined ? TAKE : RENEW, [
        name,
        held?.epoch ?? holder,
      ]);
      if (client !== this.#client) throw new Error('the connection was ended');
      if (!row?.epoch) return undefined;
      return held ?? { epoch: row.epoch, client };
    } catch (error) {
      this.#broke(client);
      throw error;
    }
  }

  /** The next holder need not wait for a connection that is gone, so neither may we. */
  #broke(client: pg.Client): void {
    if (client !== this.#client) return;
    this.#hangUp();
    this.#lease.lose();
  }

  #hangUp(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => undefined);
  }

  async #giveBack(epoch: string, client: pg.Client): Promise<void> {
    await client.query(RELEASE, [this.options.name, epoch]);
    await client.query('SELECT pg_notify($1, $2)', ['messaging_lease', this.options.name]);
  }

  #newClient(): pg.Client {
    const { url, name, holder } = this.options;
    // A lease or a mark that a crash of the server loses costs a message sent twice, never one lost: no need to wait
    // for the disk.
    const options = sessionOptions({
      synchronous_commit: 'off',
      statement_timeout: STATEMENT_MS,
      lock_timeout: STATEMENT_MS,
    });
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
