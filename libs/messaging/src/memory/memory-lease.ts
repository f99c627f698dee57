import { pause } from '../runtime/pause.js';
import { LEASE_LASTS_MS, LEASE_TICK_MS } from '../relay/relay-limits.js';
import type { Link } from './link.js';

/** The stored lease: whoever holds it, under which epoch, until when by its own clock. */
export class LeaseRow {
  #epoch = 0;
  #expiresAt = 0;

  /** The new epoch, or nothing while somebody holds it. */
  take(now: number): number | undefined {
    if (now < this.#expiresAt) return undefined;
    this.#expiresAt = now + LEASE_LASTS_MS;
    return (this.#epoch += 1);
  }

  renew(epoch: number, now: number): boolean {
    if (!this.isOf(epoch)) return false;
    this.#expiresAt = now + LEASE_LASTS_MS;
    return true;
  }

  release(epoch: number): void {
    if (this.isOf(epoch)) this.#expiresAt = 0;
  }

  isOf(epoch: number | undefined): boolean {
    return epoch === this.#epoch;
  }
}

export interface LeaseListener {
  onLead(): void;
  onLose(): void;
  /** Every second while it is held. */
  onTick(): void;
}

/** Makes one of several processes over the same memory the leader. */
export class MemoryLease {
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #epoch: number | undefined;
  #validUntil = 0;

  constructor(
    private readonly row: LeaseRow,
    private readonly link: Link,
    private readonly listener: LeaseListener,
  ) {}

  /** By this process's clock since it last renewed, so that one that was stopped for a while knows at once. */
  get held(): number | undefined {
    return performance.now() < this.#validUntil ? this.#epoch : undefined;
  }

  /** Resolves when the lease has been asked for once. */
  start(): Promise<void> {
    return new Promise((asked) => (this.#loop = this.#run(asked)));
  }

  async release(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    const epoch = this.#epoch;
    if (epoch !== undefined) await this.link(() => this.row.release(epoch)).catch(() => undefined);
  }

  async #run(asked: () => void): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#ask().catch(() => undefined);
      asked();
      await pause(LEASE_TICK_MS, this.#stopping.signal);
    }
  }

  async #ask(): Promise<void> {
    const at = performance.now();
    const epoch = this.#epoch;
    if (epoch === undefined) return this.#taken(await this.link(() => this.row.take(Date.now())), at);
    if (await this.link(() => this.row.renew(epoch, Date.now()))) {
      this.#validUntil = at + LEASE_LASTS_MS;
      return this.listener.onTick();
    }
    this.#epoch = undefined;
    this.listener.onLose();
  }

  #taken(epoch: number | undefined, at: number): void {
    if (epoch === undefined) return;
    this.#epoch = epoch;
    this.#validUntil = at + LEASE_LASTS_MS;
    this.listener.onLead();
  }
}
