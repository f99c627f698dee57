import type { Admin } from 'kafkajs';
import { MessagingError } from '../errors.js';
import { pause } from '../handler/pause.js';
import { asBrokerAway, isPassing } from './failure.js';

/** Connects when first used, and anew after a failure. */
export class AdminConnection {
  #open: Promise<Admin> | undefined;

  constructor(private readonly create: () => Admin) {}

  /**
   * Rejects with what the work throws of ours, else with `BrokerAway`. Runs the work again, each `every` milliseconds, when the
   * broker answers what passes by itself, until it has been patient for so many milliseconds.
   */
  async use<T>(work: (admin: Admin) => Promise<T>, { patience = 1_000, every = 100 } = {}): Promise<T> {
    const patientUntil = performance.now() + patience;
    for (;;) {
      const open = (this.#open ??= this.#connect());
      try {
        return await work(await open);
      } catch (error) {
        if (error instanceof MessagingError) throw error;
        // Another user's failure closed it under this one, which then fails in any way.
        const pulledAway = this.#open !== open;
        if (!pulledAway) await this.close();
        if (performance.now() >= patientUntil || !(pulledAway || isPassing(error))) throw asBrokerAway(error);
        await pause(every);
      }
    }
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.then((admin) => admin.disconnect()).catch(() => undefined);
  }

  async #connect(): Promise<Admin> {
    const admin = this.create();
    await admin.connect();
    return admin;
  }
}
