import { Lease } from '../runtime/lease.js';
import type { Logger } from '../runtime/logger.js';
import type { CallOwners } from './call-rows.js';

/** A hung or killed instance's calls are taken over within `LASTS_MS + BEAT_MS`. */
const LASTS_MS = 5_000;
const BEAT_MS = 2_000;

export interface HeartbeatListener {
  /** This instance lives, as of now. */
  onAlive(): void;
  /** This instance was taken for dead: others have its calls. */
  onLost(): void;
}

/**
 * Shows that this instance lives, so that its calls are left to it; one small statement, whatever waits in the table.
 */
export class Heartbeat {
  #owner: string = crypto.randomUUID();
  #stopped = false;
  /** Beats in a row that were answered. Whoever has just started has heard of no outage. */
  #inARow = LASTS_MS;
  /** What the database's clock is ahead of the monotonic one; the wall clock may jump. */
  #clockOffset = performance.timeOrigin;
  readonly #lease: Lease<string>;

  constructor(
    private readonly owners: CallOwners,
    private readonly listener: HeartbeatListener,
    private readonly options: { readonly name: string; readonly log: Logger },
  ) {
    this.#lease = new Lease<string>(
      {
        ask: (held) => this.#beat(held),
        onGain: () => listener.onAlive(),
        onRenew: () => listener.onAlive(),
        onLose: () => this.#lost(),
      },
      { name: 'make calls', lastsMs: LASTS_MS, everyMs: BEAT_MS, log: options.log },
    );
  }

  get owner(): string {
    return this.#owner;
  }

  /** By this process's clock since the last heartbeat, so that one that was stopped for a while knows at once. */
  get alive(): boolean {
    return !this.#stopped && this.#lease.held !== undefined;
  }

  /**
   * Whether others that gave no sign may be taken for dead: after an outage of the database they get the time to give
   * one.
   */
  get mayInherit(): boolean {
    return this.alive && this.#inARow * BEAT_MS > LASTS_MS;
  }

  /** The database's time, in milliseconds. */
  now(): number {
    return performance.now() + this.#clockOffset;
  }

  /** Resolves after the first heartbeat, or when the database is away. */
  start(): Promise<void> {
    return this.#lease.start();
  }

  /** Others may take over at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#lease.stop((owner) => this.owners.leave(owner));
  }

  /** The owner, while it is not taken for dead. */
  async #beat(held: string | undefined): Promise<string | undefined> {
    const { name } = this.options;
    try {
      const { alive, now } = await this.owners.beat(this.#owner, {
        name,
        lastsMs: LASTS_MS,
        first: held === undefined,
      });
      this.#clockOffset = now - performance.now();
      this.#inARow += 1;
      return alive ? this.#owner : undefined;
    } catch (error) {
      this.#inARow = 0;
      throw error;
    }
  }

  #lost(): void {
    this.#owner = crypto.randomUUID();
    if (!this.#stopped) this.listener.onLost();
  }
}
