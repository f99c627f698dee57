import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

interface Awaited {
  readonly since: number;
  readonly resolve: (status: string) => void;
}

/**
 * Tells when an order has ended, by asking the orders database for orders in flight with one statement every
 * few milliseconds. An order is visible to a client from that row's commit on, and this costs the services
 * nothing: `GET /orders` by the load would be a third of their work, and `orders.events` comes a relay and a
 * broker later. The statement's own cost is the load's: `backend` names its process. One order at a time leaves
 * the machine so idle that asking for it all the while would be a fifth of what it costs: nobody is asked for
 * before half the time that the last took.
 */
export class Ends {
  readonly #waiting = new Map<string, Awaited>();
  readonly #client: pg.Client;
  readonly #usual = new UsualTime();
  #polling = false;

  /** `lost` is told when the database cannot be asked any more: no end will be seen from then on. */
  constructor(
    database: string,
    private readonly lost: (error: Error) => void,
  ) {
    // A plan made while the table was small would scan it when it has grown, and cost more than a service.
    this.#client = new pg.Client({
      connectionString: database,
      application_name: 'sagaworks bench',
      options: '-c enable_seqscan=off',
    });
    this.#client.on('error', lost);
  }

  /** Returns the pid of the PostgreSQL process that serves it. */
  async connect(): Promise<number> {
    await this.#client.connect();
    const { rows } = await this.#client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return rows[0]!.pid;
  }

  /** Resolves with the status that the order ended in. */
  of(orderId: string): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.set(orderId, { since: performance.now(), resolve });
      if (!this.#polling) this.#poll().catch(this.lost);
    });
  }

  forget(orderId: string): void {
    this.#waiting.delete(orderId);
  }

  async close(): Promise<void> {
    this.#waiting.clear();
    await this.#client.end();
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#waiting.size > 0) {
      const since = performance.now() - this.#usual.milliseconds / 2;
      const due = [...this.#waiting].filter(([, awaited]) => awaited.since <= since).map(([id]) => id);
      if (due.length > 0) await this.#ask(due);
      await sleep(pauseFor(this.#waiting.size));
    }
    this.#polling = false;
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const { rows } = await this.#client.query<{ id: string; status: string }>({
      name: 'ended',
      text: `SELECT id, status FROM orders WHERE id = ANY($1::uuid[]) AND status <> 'pending'`,
      values: [ids],
    });
    for (const { id, status } of rows) {
      const awaited = this.#waiting.get(id);
      if (awaited === undefined) continue;
      this.#usual.took(performance.now() - awaited.since);
      awaited.resolve(status);
      this.#waiting.delete(id);
    }
  }
}

/** How long the last orders took, in milliseconds: a moving average over about eight; 0 at first. */
export class UsualTime {
  #milliseconds = 0;

  get milliseconds(): number {
    return this.#milliseconds;
  }

  took(milliseconds: number): void {
    this.#milliseconds += (milliseconds - this.#milliseconds) / 8;
  }
}

/**
 * Milliseconds: a few per cent of the latency at that many orders in flight; asked more often, it
 * would cost as much as a service.
 */
export function pauseFor(inFlight: number): number {
  return Math.min(20, Math.ceil(1 + inFlight / 8));
}
