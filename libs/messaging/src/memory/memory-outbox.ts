import { MessageRefused } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { Broker } from '../message/broker.js';
import type { WireRecord } from '../message/message.js';
import type { Outbox, OutboxEntry } from '../outbox/outbox.js';

/** Entries in the order of their commits, until they are pumped. */
export class MemoryOutbox implements Outbox {
  readonly #unsent: OutboxEntry[] = [];
  #written = 0;
  #pumping: Promise<void> = Promise.resolve();
  /** Records that the broker did not take. */
  readonly refused: WireRecord[] = [];

  /** `onWritten` is called after each commit that wrote, e.g. to pump. */
  constructor(private readonly onWritten: () => void = () => undefined) {}

  write(tx: Tx, records: readonly WireRecord[]): void {
    if (records.length === 0) return;
    tx.afterCommit(() => {
      this.#written += 1;
      this.#unsent.push({ id: String(this.#written), records });
      this.onWritten();
    });
  }

  get unsent(): readonly OutboxEntry[] {
    return this.#unsent;
  }

  /** Sends all, one send in flight. Rejects with what the broker rejects with; what is unsent then stays, in order. */
  pump(broker: Broker): Promise<void> {
    const pumped = this.#pumping.then(() => this.#pump(broker));
    this.#pumping = pumped.catch(() => undefined);
    return pumped;
  }

  async #pump(broker: Broker): Promise<void> {
    while (this.#unsent.length > 0) {
      const entries = this.#unsent.slice();
      await this.#send(
        broker,
        entries.flatMap(({ records }) => records),
      );
      this.#unsent.splice(0, entries.length);
    }
  }

  async #send(broker: Broker, records: readonly WireRecord[]): Promise<void> {
    try {
      await broker.send(records);
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      this.refused.push(...error.refused.map((at) => records[at]!));
    }
  }
}
