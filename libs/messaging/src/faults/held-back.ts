import type { WireRecord } from '../message/message.js';

const HOLD_MS = 1_000;
const AGAIN_MS = 250;

const placeOf = ({ topic, key }: WireRecord): string => `${topic}/${key}`;

/**
 * Records that others of their topic and key are to overtake. They are in memory only: a
 * process that dies has lost them.
 */
export class HeldBack {
  readonly #held = new Map<WireRecord, NodeJS.Timeout>();

  constructor(private readonly send: (record: WireRecord) => Promise<void>) {}

  /** At most so long; then it is sent by itself. */
  hold(record: WireRecord, milliseconds = HOLD_MS): void {
    this.#held.set(
      record,
      setTimeout(() => this.#release(record), milliseconds),
    );
  }

  /** Those that this one overtakes: they leave behind it. */
  behind(record: WireRecord): WireRecord[] {
    const overtaken = [...this.#held.keys()].filter((held) => placeOf(held) === placeOf(record));
    for (const held of overtaken) this.#forget(held);
    return overtaken;
  }

  /** Sends the rest, each tried once. */
  async releaseAll(): Promise<void> {
    const rest = [...this.#held.keys()];
    for (const record of rest) this.#forget(record);
    await Promise.allSettled(rest.map((record) => this.send(record)));
  }

  #release(record: WireRecord): void {
    this.#forget(record);
    this.send(record).catch(() => this.hold(record, AGAIN_MS));
  }

  #forget(record: WireRecord): void {
    clearTimeout(this.#held.get(record));
    this.#held.delete(record);
  }
}
