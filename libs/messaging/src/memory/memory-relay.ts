import type { Database } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import type { Broker } from '../message/broker.js';
import type { WireRecord } from '../message/message.js';
import type { Worker } from '../messaging.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import type { OutboxListener, Precedence } from '../outbox/pg-outbox.js';
import { deadLetterOf } from '../relay/dead-letter-refused.js';
import { defaultSendLimits } from '../relay/relay-limits.js';
import { RelayLoop } from '../relay/relay-loop.js';
import { RelayQueue } from '../relay/relay-queue.js';
import { RelaySender } from '../relay/relay-sender.js';
import type { DeadLetters } from '../recovery/ports.js';
import type { StoreLink } from './link.js';
import { MemoryLease, type LeaseRow } from './memory-lease.js';
import { MemoryRelayRows } from './memory-relay-rows.js';
import type { OutboxTable } from './outbox-table.js';

export interface MemoryRelayOptions {
  readonly service: string;
  readonly table: OutboxTable;
  readonly lease: LeaseRow;
  readonly link: StoreLink;
  readonly broker: Broker;
  readonly database: Database;
  readonly deadLetters: DeadLetters;
  readonly log: Logger;
}

/** A memory broker stays the one it was. */
const noCheck = { due: false, suspect: () => undefined, changed: () => Promise.resolve(false) };

/** The relay over memory with the real one's loop, queue and sender; the lease says which process sends. */
export class MemoryRelay implements Worker, OutboxListener {
  readonly #queue = new RelayQueue(defaultSendLimits);
  readonly #sender: RelaySender;
  readonly #loop: RelayLoop;
  readonly #lease: MemoryLease;
  readonly #stopping = new AbortController();

  constructor(private readonly options: MemoryRelayOptions) {
    const { table, lease, link, broker, log } = options;
    this.#sender = new RelaySender(
      {
        broker,
        log,
        check: noCheck,
        leads: () => this.#leads,
        deadLetter: (records, error) => this.#deadLetter(records, error),
      },
      defaultSendLimits,
    );
    const rows = new MemoryRelayRows({ table, lease, link, epoch: () => this.#lease.held });
    this.#loop = new RelayLoop(this.#queue, {
      log,
      rows: () => (this.#leads ? rows : undefined),
      send: (entries) => this.#sender.send(entries, this.#stopping.signal),
      reset: () => this.#sender.reset(),
    });
    const listener = {
      onLead: () => this.#renew(),
      onLose: () => this.#loop.reset(),
      onTick: () => this.#tick(),
    };
    this.#lease = new MemoryLease(lease, link, listener, log);
  }

  get wantsPrecedence(): boolean {
    return this.#leads && this.#loop.caughtUp;
  }

  get floor(): string {
    return this.#loop.floor;
  }

  get epoch(): number {
    return this.#loop.epoch;
  }

  onWritten(entry: OutboxEntry, precedence?: Precedence): void {
    if (this.#leads) this.#loop.offer(entry, precedence);
  }

  start(): Promise<void> {
    return this.#lease.start();
  }

  /** Sends what is committed, marks it, and lets another process take over. */
  async stop(): Promise<void> {
    await this.#loop.flush(() => this.#leads && this.outage === undefined);
    this.#stopping.abort();
    await this.#loop.mark();
    await this.#loop.noteFloor().catch(() => undefined);
    await this.#lease.release();
  }

  get outage(): Error | undefined {
    return this.#sender.outage;
  }

  /** Messages not at the broker yet. */
  get backlog(): number {
    return this.#queue.messages;
  }

  get #leads(): boolean {
    return this.#lease.held !== undefined;
  }

  #renew(): void {
    this.#loop.reset();
    this.#loop.readSoon();
  }

  #tick(): void {
    this.#loop.readSoon();
    this.#loop.lookAfterFloor().catch(() => undefined);
  }

  async #deadLetter(records: readonly WireRecord[], error: Parameters<typeof deadLetterOf>[1]): Promise<void> {
    const { database, deadLetters, service } = this.options;
    const letters = records.flatMap((record) => deadLetterOf(record, error, service) ?? []);
    if (letters.length > 0) await database.transaction(async (tx) => deadLetters.add(tx, letters));
  }
}
