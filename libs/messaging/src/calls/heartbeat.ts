import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { CallRows } from './pg-call-rows.js';
import type { OpenCall } from './open-call.js';

/** A hung or killed instance's calls are taken over within `LASTS_MS + BEAT_MS`. */
const LASTS_MS = 5_000;
const BEAT_MS = 2_000;
/** Between looks while a pending call is known to be in the table that could not be taken from memory. */
const SOON_MS = 250;

export interface HeartbeatListener {
  known(): readonly string[];
  hasRoom(): boolean;
  /** Whether pending calls are expected that only a look into the table brings. */
  expecting(): boolean;
  onFound(calls: readonly OpenCall[]): void;
  /** This instance was taken for dead: others have its calls. */
  onLost(): void;
}

/** Which open calls are this instance's: shown by a heartbeat, and found again in the table when nobody handed them over. */
export class Heartbeat {
  #owner: string = crypto.randomUUID();
  #first = true;
  #validUntil = 0;
  /** What the database's clock is ahead of the monotonic one; the wall clock may jump. */
  #clockOffset = performance.timeOrigin;
  #waking = new AbortController();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly rows: CallRows,
    private readonly listener: HeartbeatListener,
    private readonly options: { readonly name: string; readonly log: Logger },
  ) {}

  get owner(): string {
    return this.#owner;
  }

  /** By this process's clock since the last heartbeat, so that one that was stopped for a while knows at once. */
  get alive(): boolean {
    return performance.now() < this.#validUntil;
  }

  /** The database's time, in milliseconds. */
  now(): number {
    return performance.now() + this.#clockOffset;
  }

  /** Resolves when the table was looked at once, or the database is away. */
  start(): Promise<void> {
    return new Promise((resolve) => (this.#loop = this.#run(resolve)));
  }

  lookSoon(): void {
    this.#waking.abort();
  }

  /** Others may take over at once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waking.abort();
    await this.#loop;
    this.#validUntil = 0;
    await this.rows.leave(this.#owner).catch(() => undefined);
  }

  async #run(looked: () => void): Promise<void> {
    for (let failures = 0; !this.#stopping.signal.aborted; ) {
      this.#waking = new AbortController();
      try {
        await this.#beat();
        if (this.listener.hasRoom()) this.listener.onFound(await this.rows.open(this.#owner, this.listener.known()));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) this.options.log.warn({ err: error }, 'cannot look after open calls; trying again');
      }
      looked();
      const expected = failures === 0 && this.listener.expecting();
      await pause(expected || failures > 0 ? SOON_MS : BEAT_MS, expected ? this.#stopping.signal : this.#waking.signal);
    }
  }

  async #beat(): Promise<void> {
    const asked = performance.now();
    const { alive, now } = await this.rows.beat(this.#owner, {
      name: this.options.name,
      lastsMs: LASTS_MS,
      first: this.#first,
    });
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
