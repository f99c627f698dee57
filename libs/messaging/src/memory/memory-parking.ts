import type { Tx } from '../runtime/database.js';
import { directLink, type StoreLink } from './link.js';
import { failureOf } from '../runtime/failure.js';
import { DEFAULT_LIMIT, type ParkingOptions } from '../recovery/parking/parking-options.js';
import {
  sequenceName,
  type Disposition,
  type ParkedHead,
  type ParkedHeads,
  type Parking,
  type SequenceRef,
  type ToPark,
} from '../recovery/ports.js';
import { defaultRetryPolicy, firstDelay, isWaiting } from '../recovery/parking/retry-policy.js';
import { RoomKeeper } from '../recovery/parking/capacity.js';
import { isUndoOf } from '../recovery/undos/undos.js';

interface Sequence {
  dueAt: number | undefined;
  /** The class of the error that tells what its head waits for. */
  waitsFor?: string | undefined;
  /** Of the dead message that holds it. */
  dead?: string;
  readonly messages: ParkedHead[];
}

/** What is parked, as it is stored. */
export class ParkedRows {
  readonly sequences = new Map<string, Sequence>();
  positions = 0;
}

interface MemoryParkingOptions extends ParkingOptions {
  /** Milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** Where another process has left them. @default none */
  readonly rows?: ParkedRows;
  /** @default direct */
  readonly link?: StoreLink;
}

/** Parking in memory, for simulations and specs. */
export class MemoryParking implements Parking, ParkedHeads {
  readonly #rows: ParkedRows;
  readonly #sequences: Map<string, Sequence>;
  readonly #room: RoomKeeper;

  constructor(private readonly options: MemoryParkingOptions = {}) {
    this.#rows = options.rows ?? new ParkedRows();
    this.#sequences = this.#rows.sequences;
    this.#room = new RoomKeeper(options.limit ?? DEFAULT_LIMIT);
  }

  parked(_tx: Tx, sequences: readonly SequenceRef[]): Promise<ReadonlySet<string>> {
    const lengths = new Map(
      sequences.map(sequenceName).map((name) => [name, this.#sequences.get(name)?.messages.length]),
    );
    this.#room.see(lengths);
    return Promise.resolve(new Set([...lengths.keys()].filter((name) => lengths.get(name) !== undefined)));
  }

  requireCapacity(sequences: readonly SequenceRef[]): void {
    this.#room.insist(sequences.map(sequenceName));
  }

  park(tx: Tx, messages: readonly ToPark[]): void {
    if (messages.length === 0) return;
    tx.afterCommit(() => {
      for (const message of messages) this.#append(message);
      this.options.onParked?.();
    });
  }

  due(limit: number): ReturnType<ParkedHeads['due']> {
    return (this.options.link ?? directLink)(() => this.#due(limit));
  }

  #due(limit: number): Awaited<ReturnType<ParkedHeads['due']>> {
    const waiting = [...this.#sequences.values()]
      .filter((sequence) => sequence.dueAt !== undefined)
      .sort((a, b) => a.dueAt! - b.dueAt!);
    const heads = waiting
      .filter((sequence) => sequence.dueAt! <= this.#now)
      .slice(0, limit)
      .map(({ messages }) => messages[0]!);
    const next = waiting[0]?.dueAt;
    return { heads, nextMs: next === undefined ? undefined : Math.max(0, next - this.#now) };
  }

  claim(_tx: Tx, heads: readonly ParkedHead[]): Promise<ReadonlySet<ParkedHead>> {
    return Promise.resolve(new Set(heads.filter((head) => this.#stillDue(head))));
  }

  wakeWaiting(): Promise<void> {
    return (this.options.link ?? directLink)(() => {
      for (const sequence of this.#sequences.values())
        if (sequence.waitsFor !== undefined && sequence.dueAt !== undefined) sequence.dueAt = this.#now;
    });
  }

  settle(tx: Tx, dispositions: readonly Disposition[]): void {
    tx.afterCommit(() => dispositions.forEach((disposition) => this.#settle(disposition)));
  }

  get #now(): number {
    return (this.options.clock ?? Date.now)();
  }

  #stillDue(head: ParkedHead): boolean {
    const sequence = this.#sequences.get(sequenceName(head));
    return (
      sequence?.dueAt !== undefined && sequence.dueAt <= this.#now && sequence.messages[0]?.position === head.position
    );
  }

  #append({ topic, key, messageId, type, record, failure }: ToPark): void {
    const name = sequenceName({ topic, key });
    const policy = (this.options.policyOf ?? (() => defaultRetryPolicy))(type);
    const delay = failure === undefined ? 0 : firstDelay(failure, policy, this.options.random ?? Math.random);
    const waits = failure !== undefined && isWaiting(failure);
    const sequence = this.#sequences.get(name) ?? {
      dueAt: this.#now + delay,
      messages: [],
      ...(waits ? { waitsFor: failure.name } : {}),
    };
    const failures = failure === undefined || waits ? [] : [this.#noted(failureOf(failure))];
    this.#rows.positions += 1;
    sequence.messages.push({
      topic,
      key,
      position: String(this.#rows.positions),
      messageId,
      type,
      record,
      failures,
      tries: failures.length,
    });
    this.#sequences.set(name, sequence);
    this.#letPass(sequence);
  }

  #settle(disposition: Disposition): void {
    const name = sequenceName(disposition.head);
    const sequence = this.#sequences.get(name)!;
    const [head] = sequence.messages as [ParkedHead];
    switch (disposition.then) {
      case 'remove':
        sequence.messages.shift();
        sequence.waitsFor = undefined;
        sequence.dueAt = sequence.messages[0]?.position === sequence.dead ? undefined : this.#now;
        if (sequence.messages.length === 0) this.#sequences.delete(name);
        return;
      case 'retry': {
        sequence.messages[0] = {
          ...head,
          tries: head.tries + 1,
          failures: [...head.failures, this.#noted(disposition.failure)],
        };
        sequence.waitsFor = undefined;
        sequence.dueAt = this.#now + disposition.delayMs;
        return;
      }
      case 'wait':
        sequence.waitsFor = disposition.failure.errorClass;
        sequence.dueAt = this.#now + disposition.delayMs;
        return;
      case 'hold':
        sequence.waitsFor = undefined;
        sequence.messages[0] = { ...head, tries: 0, failures: [], deadLetterId: disposition.deadLetterId };
        sequence.dueAt = undefined;
        sequence.dead = head.position;
        return this.#letPass(sequence);
      default:
        return disposition satisfies never;
    }
  }

  /** Puts the undo of the dead message that holds the sequence before it. */
  #letPass(sequence: Sequence): void {
    const at = sequence.messages.findIndex(({ position }) => position === sequence.dead);
    const dead = sequence.messages[at];
    if (dead === undefined) return;
    const undos = sequence.messages
      .slice(at + 1)
      .filter((message) => isUndoOf(this.options.undone ?? new Map(), message, dead));
    if (undos.length === 0) return;
    const others = sequence.messages.filter((message) => !undos.includes(message));
    sequence.messages.splice(
      0,
      Infinity,
      ...others.slice(0, at),
      ...undos.map((undo) => ({ ...undo, passes: true as const })),
      ...others.slice(at),
    );
    sequence.dueAt ??= this.#now;
  }

  #noted<F extends object>(failure: F): F & { at: string } {
    return { ...failure, at: new Date(this.#now).toISOString() };
  }
}
