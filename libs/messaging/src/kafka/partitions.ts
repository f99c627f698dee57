import type { ReceivedRecord } from '../message/message.js';
import { Pump, type PumpOptions } from './pump.js';

export interface PartitionRef {
  readonly topic: string;
  readonly partition: number;
}

/** Stops and restarts the fetching of one partition. */
export interface Flow {
  hold(partition: PartitionRef): void;
  release(partition: PartitionRef): void;
}

type Shared = Pick<PumpOptions, 'settings' | 'logger' | 'gate' | 'onRecords'>;

const nameOf = ({ topic, partition }: PartitionRef): string => `${topic}/${partition}`;

/**
 * The partitions a subscription has, over all members it ever was: whatever a former one has in
 * hand ends before it is offered again.
 */
export class Partitions {
  readonly #pumps = new Map<string, Pump>();
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #held = new Set<string>();
  #settled = Promise.withResolvers<void>();

  constructor(
    private readonly shared: Shared,
    private readonly flow: Flow,
  ) {}

  /** The partitions of the new generation; those it had before keep what they hold. */
  assign(partitions: readonly PartitionRef[]): void {
    const assigned = new Set(partitions.map(nameOf));
    for (const [name, pump] of this.#pumps) if (!assigned.has(name)) this.#revoke(name, pump);
    for (const partition of partitions) if (!this.#pumps.has(nameOf(partition))) this.#add(partition);
  }

  revokeAll(): void {
    for (const [name, pump] of this.#pumps) this.#revoke(name, pump);
  }

  /** False when nobody works on the partition: it was revoked, or never assigned. */
  accept(partition: PartitionRef, records: readonly ReceivedRecord[]): boolean {
    const pump = this.#pumps.get(nameOf(partition));
    if (pump === undefined) return false;
    if (records.length === 0) return true;
    if (!pump.accept(records)) {
      this.shared.logger.warn(
        { ...partition, offset: records[0]!.offset },
        'the partition begins before what was read of it: its topic was made anew or its offsets were reset',
      );
      this.#revoke(nameOf(partition), pump);
      this.#add(partition).accept(records);
    }
    this.#hold(partition);
    return true;
  }

  has(partition: PartitionRef): boolean {
    return this.#pumps.has(nameOf(partition));
  }

  get all(): readonly Pump[] {
    return [...this.#pumps.values()];
  }

  get busy(): boolean {
    return this.all.some((pump) => pump.handedAt !== undefined);
  }

  /** Resolves when the next chunk of any partition is done or rejected, at the latest after `limit` milliseconds. */
  async nextSettled(limit: number): Promise<void> {
    const { promise, resolve } = this.#settled;
    const timer = setTimeout(resolve, limit);
    await promise;
    clearTimeout(timer);
  }

  /** Resolves when nothing is in hand any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.all.map((pump) => pump.inHand), ...this.#leaving.values()]);
  }

  #add(partition: PartitionRef): Pump {
    const name = nameOf(partition);
    const pump = new Pump({
      ...this.shared,
      ...partition,
      after: this.#leaving.get(name),
      onSettled: (settled) => this.#onSettled(partition, settled),
    });
    this.#pumps.set(name, pump);
    return pump;
  }

  #revoke(name: string, pump: Pump): void {
    pump.revoke();
    this.#pumps.delete(name);
    this.#release(name, pump.options);
    if (pump.inHand === undefined) return;
    const left = pump.inHand.then(() => {
      if (this.#leaving.get(name) === left) this.#leaving.delete(name);
    });
    this.#leaving.set(name, left);
  }

  #onSettled(partition: PartitionRef, pump: Pump): void {
    if (pump.bytes < this.shared.settings.bufferBytes / 2) this.#release(nameOf(partition), partition);
    this.#settled.resolve();
    this.#settled = Promise.withResolvers();
  }

  #hold(partition: PartitionRef): void {
    const name = nameOf(partition);
    if (this.#held.has(name) || this.#pumps.get(name)!.bytes < this.shared.settings.bufferBytes) return;
    this.#held.add(name);
    this.flow.hold(partition);
  }

  #release(name: string, partition: PartitionRef): void {
    if (this.#held.delete(name)) this.flow.release({ topic: partition.topic, partition: partition.partition });
  }
}
