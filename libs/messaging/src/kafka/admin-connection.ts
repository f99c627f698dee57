import type { Admin } from 'kafkajs';
import { MessagingError } from '../errors.js';
import { pause } from '../runtime/pause.js';
import { asBrokerAway, isPassing } from './failure.js';

/** Several may use one connection at once. It connects when first used, and anew after a failure. */
export class AdminConnection {
  #open: SharedAdmin | undefined;

  constructor(private readonly create: () => Admin) {}

  /**
   * Rejects with what the work throws of ours, else with `BrokerAway`. Runs the work again, each `every` milliseconds,
   * when the broker answers what passes by itself, until `patience` milliseconds have passed.
   */
  async use<T>(work: (admin: Admin) => Promise<T>, { patience = 1_000, every = 100 } = {}): Promise<T> {
    const patientUntil = performance.now() + patience;
    for (;;) {
      const shared = (this.#open ??= new SharedAdmin(this.create()));
      try {
        return await shared.use(work);
      } catch (error) {
        if (error instanceof MessagingError) throw error;
        if (this.#open === shared) this.#open = undefined;
        await shared.close();
        if (performance.now() >= patientUntil || !isPassing(error)) throw asBrokerAway(error);
        await pause(every);
      }
    }
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }
}

/**
 * A connection that is ended by the last of its users: kafkajs opens a closed one again for a request that
 * still runs, and nobody closes that.
 */
class SharedAdmin {
  readonly #connected: Promise<void>;
  #users = 0;
  #closed = false;

  constructor(private readonly admin: Admin) {
    this.#connected = admin.connect();
    this.#connected.catch(() => undefined);
  }

  async use<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      await this.#connected;
      return await work(this.admin);
    } finally {
      this.#users -= 1;
      if (this.#closed) await this.#endIfUnused();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#endIfUnused();
  }

  async #endIfUnused(): Promise<void> {
    if (this.#users === 0) await this.admin.disconnect().catch(() => undefined);
  }
}
