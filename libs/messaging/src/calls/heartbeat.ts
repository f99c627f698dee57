import type { Logger } from '../runtime/logger.js';
import { Loop } from '../runtime/loop.js';
import type { CallOwners } from './call-rows.js';

/** A hung or killed instance's calls are taken over within `LASTS_MS + BEAT_MS`. */
const LASTS_MS = 5_000;
const BEAT_MS = 2_000;
const RETRY_MS = 250;

export interface HeartbeatListener {
  /** This instance lives, as of now. */
  onAlive(): void;
  /** This instance was taken for dead: others have its calls. */
  onLost(): void;
}

/** Shows that this instance lives, so that its calls are left to it; one small statement, whatever waits in the table. */
export class Heartbeat {
  #owner: string = crypto.randomUUID();
  #first = true;
  #validUntil = 0;
  /** Beats in a row that were answered. */
  #inARow = 0;
  /** What the database's clock is ahead of the monotonic one; the wall clock may jump. */
  #clockOffset = performance.timeOrigin;
  readonly #loop: Loop;

  constructor(
    private readonly owners: CallOwners,
    private readonly listener: HeartbeatListener,
    private readonly options: { readonly name: string; readonly log: Logger },
  ) {
    const does = 'show that this instance lives, and makes no calls meanwhile';
    this.#loop = new Loop(() => this.#step(), { does, log: options.log, retryMs: RETRY_MS, longestRetryMs: RETRY_MS });
  }

  get owner(): string {
    return this.#owner;
  }

  /** By this process's clock since the last heartbeat, so that one that was stopped for a while knows at once. */
  get alive(): boolean {
    return performance.now() < this.#validUntil;
  }

  /** Whether others that gave no sign may be taken for dead: after an outage of the database they get the time to give one. */
  get mayInherit(): boolean {
    return this.alive && this.#inARow * BEAT_MS > LASTS_MS;
  }

  /** The database's time, in milliseconds. */
  now(): number {
    return performance.now() + this.#clockOffset;
  }

  /** Resolves after the first heartbeat, or when the database is away. */
  start(): Promise<void> {
    // Whoever has just started has heard of no outage.
    this.#inARow = LASTS_MS;
    return this.#loop.start();
  }

  /** Others may take over at once. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    this.#validUntil = 0;
    await this.owners.leave(this.#owner).catch(() => undefined);
  }

  async #step(): Promise<number> {
    try {
      await this.#beat();
    } catch (error) {
      this.#inARow = 0;
      throw error;
    }
    this.#inARow += 1;
    this.listener.onAlive();
    return BEAT_MS;
  }

  async #beat(): Promise<void> {
    const asked = performance.now();
    const options = { name: this.options.name, lastsMs: LASTS_MS, first: this.#first };
    const { alive, now } = await this.owners.beat(this.#owner, options);
    if (alive) {
      this.#first = false;
      this.#validUntil = asked + LASTS_MS;
      this.#clockOffset = now - performance.now();
      return;
    }
    this.#owner = crypto.randomUUID();
    this.#first = true;
    this.listener.onLost();
    await this.#beat();
  }
}
