import { MessageRefused } from '../errors.js';
import type { Broker, Subscription, SubscriptionOptions } from '../message/broker.js';
import type { ReceivedRecord, WireRecord } from '../message/message.js';
import type { Faults, Met } from './faults.js';
import { HeldBack } from './held-back.js';

/** A record on its way, and where the caller had it; one that was held back is nobody's any more. */
interface Leaving {
  readonly record: WireRecord;
  readonly at?: number;
}

/**
 * A broker that fails as its faults say: what lies between the relay and the topic, and
 * between the topic and the batches.
 */
export class BrokerWithFaults implements Broker {
  readonly #heldBack = new HeldBack((record) => this.broker.send([record]));
  #hasSent = false;

  constructor(
    private readonly broker: Broker,
    private readonly faults: Faults,
  ) {}

  get disconnects(): number {
    return this.broker.disconnects ?? 0;
  }

  async send(records: readonly WireRecord[]): Promise<void> {
    const refused = new Map<number, MessageRefused>();
    const missing = new Set<number>();
    const part: Leaving[] = [];
    for (const leaving of await this.#tampered(records)) {
      const drawn =
        part.length > 0 || this.#hasSent ? this.faults.draw('between-sends', [metOf(leaving.record)]) : undefined;
      if (drawn !== undefined) {
        await this.#sendPart(part.splice(0), refused, missing);
        await this.faults.act(drawn);
      }
      part.push(leaving);
    }
    await this.#sendPart(part, refused, missing);
    const [first] = refused.values();
    if (first !== undefined)
      throw new MessageRefused(
        first.message,
        [...refused.keys()].sort((one, other) => one - other),
        { cause: first, missing: [...missing].sort((one, other) => one - other) },
      );
    await this.faults.reach('after-publish', records.map(metOf));
  }

  subscribe(subscription: SubscriptionOptions): Promise<Subscription> {
    return this.broker.subscribe({ ...subscription, onRecords: (records) => this.#receive(records, subscription) });
  }

  async close(): Promise<void> {
    await this.#heldBack.releaseAll();
    await this.broker.close();
  }

  async #tampered(records: readonly WireRecord[]): Promise<Leaving[]> {
    const leaving: Leaving[] = [];
    for (const [at, record] of records.entries()) {
      const drawn = this.faults.draw('before-send', [metOf(record)]);
      switch (drawn?.wish.action) {
        case 'drop':
          continue;
        case 'reorder':
          this.#heldBack.hold(record, drawn.wish.delayMs);
          continue;
        case 'duplicate':
          leaving.push({ record, at }, { record, at });
          break;
        default:
          if (drawn !== undefined) await this.faults.act(drawn);
          leaving.push({ record, at });
      }
      leaving.push(...this.#heldBack.behind(record).map((overtaken) => ({ record: overtaken })));
    }
    return leaving;
  }

  async #sendPart(part: readonly Leaving[], refused: Map<number, MessageRefused>, missing: Set<number>): Promise<void> {
    if (part.length === 0) return;
    try {
      await this.broker.send(part.map(({ record }) => record));
    } catch (error) {
      if (!(error instanceof MessageRefused)) throw error;
      for (const position of error.refused) {
        const { at } = part[position]!;
        if (at === undefined) continue;
        refused.set(at, error);
        if (error.missing.includes(position)) missing.add(at);
      }
    }
    this.#hasSent = true;
  }

  async #receive(records: readonly ReceivedRecord[], subscription: SubscriptionOptions): Promise<void> {
    const taken: ReceivedRecord[] = [];
    for (const record of records) {
      const drawn = this.faults.draw('on-receive', [metOf(record)]);
      if (drawn?.wish.action === 'drop') continue;
      if (drawn !== undefined) await this.faults.act(drawn);
      taken.push(record, ...(drawn?.wish.action === 'duplicate' ? [record] : []));
    }
    if (taken.length > 0) await subscription.onRecords(taken);
  }
}

const metOf = ({ headers, key }: WireRecord | ReceivedRecord): Met => ({
  type: headers['ce_type'] ?? '',
  key: key?.toString() ?? '',
});
