import { Lease } from '../runtime/lease.js';
import type { Logger } from '../runtime/logger.js';
import { LEASE_LASTS_MS, LEASE_TICK_MS } from '../relay/relay-limits.js';
import type { StoreLink } from './link.js';

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

export interface MemoryLeaseListener {
  onLead(): void;
  onLose(): void;
  /** Every second while it is held. */
  onTick(): void;
}

/** Makes one of several processes over the same memory the leader. */
export class MemoryLease {
  readonly #lease: Lease<number>;

  constructor(
    private readonly row: LeaseRow,
    private readonly link: StoreLink,
    listener: MemoryLeaseListener,
    log: Logger,
  ) {
    this.#lease = new Lease<number>(
      {
        ask: (held) => this.#ask(held),
        onGain: () => listener.onLead(),
        onLose: () => listener.onLose(),
        onRenew: () => listener.onTick(),
      },
      { name: 'lead', lastsMs: LEASE_LASTS_MS, everyMs: LEASE_TICK_MS, log },
    );
  }

  /** By this process's clock since it last renewed, so that one that was stopped for a while knows at once. */
  get held(): number | undefined {
    return this.#lease.held;
  }

  /** Resolves when the lease has been asked for once. */
  start(): Promise<void> {
    return this.#lease.start();
  }

  release(): Promise<void> {
    return this.#lease.stop((epoch) => this.link(() => this.row.release(epoch)));
  }

  async #ask(held: number | undefined): Promise<number | undefined> {
    if (held === undefined) return this.link(() => this.row.take(Date.now()));
    return (await this.link(() => this.row.renew(held, Date.now()))) ? held : undefined;
  }
}
