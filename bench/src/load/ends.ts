import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

interface Awaited {
  readonly resolve: (status: string) => void;
}

/**
 * Tells when an order has ended, by asking the orders database for all orders in flight with one statement every few
 * milliseconds. An order is visible to a client from that row's commit on, and this costs the services nothing: `GET
 * /orders` by the load would be a third of their work, and `orders.events` comes a relay and a broker later. The
 * statement's own cost is the load's: `backend` names its process.
 */
export class Ends {
  readonly #waiting = new Map<string, Awaited>();
  readonly #client: pg.Client;
  #polling = false;

  /** `lost` is told when the database cannot be asked any more: no end will be seen from then on. */
  constructor(database: string, private readonly lost: (error: Error) => void) {
    this.#client = new pg.Client({ connectionString: database, application_name: 'sagaworks bench' });
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
      this.#waiting.set(orderId, { resolve });
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
      const { rows } = await this.#client.query<{ id: string; status: string }>({
        name: 'ended',
        text: `SELECT id, status FROM orders WHERE id = ANY($1::uuid[]) AND status <> 'pending'`,
        values: [[...this.#waiting.keys()]],
      });
      for (const { id, status } of rows) {
        this.#waiting.get(id)?.resolve(status);
        this.#waiting.delete(id);
      }
      await sleep(pauseFor(this.#waiting.size));
    }
    this.#polling = false;
  }
}

/** Milliseconds: a few per cent of the latency that so many orders in flight have; asked more often, it would cost as much as a service. */
export function pauseFor(inFlight: number): number {
  return Math.min(20, Math.ceil(1 + inFlight / 8));
}
