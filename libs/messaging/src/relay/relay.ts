import type { Database } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import { Loop } from '../runtime/loop.js';
import type { MessageRefused } from '../errors.js';
import type { Broker, Cluster } from '../message/broker.js';
import type { WireRecord } from '../message/message.js';
import type { DeadLetters } from '../recovery/ports.js';
import { untraced } from '../tracing/context.js';
import { PgLease, type Leadership } from './pg-lease.js';
import { deadLetterOf } from './dead-letter-refused.js';
import type { BrokerCheck } from './republish/broker-check.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import type { OutboxListener, Precedence } from '../outbox/pg-outbox.js';
import { RelayLoop } from './relay-loop.js';
import { RelayMetrics } from './relay-metrics.js';
import { LeaderWaker, WRITTEN_CHANNEL } from './wake-leader.js';
import { defaultSendLimits, type SendLimits } from './relay-limits.js';
import { RelayQueue, type UnsentEntry } from './relay-queue.js';
import { RelayRows } from './relay-rows.js';
import { RowsConnection } from './rows-connection.js';
import { wireBrokerCheck } from './republish/wire-check.js';
import { RelaySender } from './relay-sender.js';
import type { WithheldTopics } from './withheld.js';
import { REPUBLISH } from './republish/republish.js';

const LEASE = 'relay';
const COUNT_EVERY_MS = 2_000;
/** Without any sign that the broker may be another; its topics may be. */
const LOOK_EVERY_MS = 30_000;
const COUNT_AT_MOST = 20_001;
const COUNT = `SELECT coalesce(sum(messages), 0)::int AS messages FROM (
    SELECT messages FROM messaging.outbox WHERE sent_at IS NULL AND id > greatest((SELECT id FROM messaging.outbox_floor), (SELECT max(up_to) FROM messaging.republish)) LIMIT ${COUNT_AT_MOST}) AS unsent`;

export interface RelayOptions {
  readonly service: string;
  /** The service's database, straight to the server: not through a transaction pooler. */
  readonly url: string;
  readonly database: Database;
  readonly broker: Broker;
  /** To find out that it is another one than before. @default it never is */
  readonly cluster?: Cluster;
  /** What the service listens to: made anew on a new cluster, as its own topics are. @default none */
  readonly topics?: readonly string[];
  readonly deadLetters: DeadLetters;
  readonly log: Logger;
  readonly limits?: SendLimits;
}

/** Brings what transactions wrote to the broker, in order per key. Every instance has one; the one that leads sends. */
export class Relay implements OutboxListener {
  readonly #queue: RelayQueue;
  readonly #sender: RelaySender;
  readonly #loop: RelayLoop;
  readonly #lease: PgLease;
  readonly #notifier: LeaderWaker;
  readonly #metrics: RelayMetrics;
  readonly #check: BrokerCheck;
  readonly #stopping = new AbortController();
  readonly #counting: Loop;
  readonly #connection: RowsConnection;
  #rows: RelayRows | undefined;
  #lookedAt = 0;
  #counted = 0;

  constructor(private readonly options: RelayOptions) {
    const { service, url, database, broker, log, limits = defaultSendLimits } = options;
    this.#queue = new RelayQueue(limits);
    this.#check = wireBrokerCheck(options, {
      rows: () => this.#rows,
      forget: () => this.#loop.forget(),
      onRepublish: ({ cause }, messages) => this.#metrics.republished(messages, cause),
    });
    this.#sender = new RelaySender(
      {
        broker,
        log,
        check: this.#check,
        leads: () => this.leads,
        deadLetter: (records, error) => this.#deadLetter(records, error),
      },
      limits,
    );
    this.#loop = new RelayLoop(this.#queue, {
      log,
      rows: () => (this.leads ? this.#rows : undefined),
      send: (entries) => this.#send(entries),
      reset: () => this.#sender.reset(),
    });
    this.#lease = new PgLease(
      { url, log, name: LEASE, holder: `${service}/${process.pid}` },
      {
        onLead: (leadership) => this.#lead(leadership),
        onLose: () => this.#lose(),
        onTick: () => this.#tick(),
      },
    );
    this.#connection = new RowsConnection({ url, name: `${service}/${process.pid}:outbox` });
    this.#counting = new Loop(() => this.#count(), { does: 'count what waits to be sent', log });
    this.#notifier = new LeaderWaker(database);
    this.#metrics = new RelayMetrics(
      () => this.backlog,
      () => this.leads,
    );
  }

  /** Resolves when it is settled who leads, or that the database is away: then it goes on trying. */
  async start(): Promise<void> {
    void untraced(() => this.#counting.start());
    await this.#lease.start();
  }

  /**
   * Sends what is committed (5 s at most, and not while the broker is away), marks it, and lets another instance take
   * over at once.
   */
  async stop(): Promise<void> {
    await this.#counting.stop();
    await this.#loop.flush(() => this.leads && this.outage === undefined);
    this.#stopping.abort();
    await this.#loop.mark();
    if (!this.#check.due) await this.#loop.noteFloor().catch(() => undefined);
    await this.#lease.release();
    this.#connection.close();
  }

  get leads(): boolean {
    return this.#lease.held !== undefined;
  }

  get wantsPrecedence(): boolean {
    return this.leads && this.#loop.caughtUp;
  }

  get floor(): string {
    return this.#loop.floor;
  }

  get epoch(): number {
    return this.#loop.epoch;
  }

  /**
   * Messages that the broker has never had, about: of what is sent again, however much that is, only what is in memory
   * counts.
   */
  get backlog(): number {
    return this.leads && !this.#loop.behind ? this.#queue.messages : Math.max(this.#counted, this.#queue.messages);
  }

  /** Why the broker does not take messages now, if so. */
  get outage(): Error | undefined {
    return this.#sender.outage;
  }

  /**
   * Topics that are not there, and what waits for them in this process; `full`: so much that all else waits behind it.
   */
  get missingTopics(): WithheldTopics {
    const topics = this.#sender.missing;
    return { topics, full: topics.length > 0 && !this.#queue.hasRoom };
  }

  onWritten(entry: OutboxEntry, precedence?: Precedence): void {
    if (this.leads) this.#loop.offer(entry, precedence);
    else this.#notifier.notify();
  }

  #lead(leadership: Leadership): void {
    this.#rows = new RelayRows(this.#connection, { lease: LEASE, epoch: leadership.epoch });
    leadership.client.on('notification', ({ channel, payload }) => {
      if (channel !== WRITTEN_CHANNEL) return;
      if (payload === REPUBLISH) this.#check.suspect();
      this.#tick();
    });
    leadership.client.query(`LISTEN ${WRITTEN_CHANNEL}`).catch(() => undefined);
    this.#loop.reset();
    this.#check.suspect();
    this.#tick();
  }

  /** What this instance has to send may be nothing, and still what it sent before may be lost. */
  #tick(): void {
    const now = performance.now();
    if (now - this.#lookedAt > LOOK_EVERY_MS) {
      this.#lookedAt = now;
      this.#check.suspect();
    }
    if (this.#check.due && !this.#loop.sending && this.leads)
      this.#check
        .changed()
        .catch((error: Error) =>
          this.options.log.debug({ err: error }, 'cannot look whether the broker is another; trying again'),
        );
    this.#loop.readSoon();
    if (!this.#check.due)
      this.#loop
        .lookAfterFloor()
        .catch((error: Error) =>
          this.options.log.debug({ err: error }, 'cannot look after the outbox’s floor; trying again'),
        );
  }

  #lose(): void {
    this.#rows = undefined;
    this.#loop.reset();
    this.#connection.close();
  }

  async #send(entries: readonly UnsentEntry[]): Promise<readonly string[] | undefined> {
    const sent = await this.#sender.send(entries, this.#stopping.signal);
    if (sent !== undefined && entries.length > 0) this.#metrics.sent(entries.filter(({ id }) => sent.includes(id)));
    return sent;
  }

  async #deadLetter(records: readonly WireRecord[], error: MessageRefused): Promise<void> {
    const letters = records.flatMap((record) => deadLetterOf(record, error, this.options.service) ?? []);
    if (letters.length > 0)
      await this.options.database.transaction(async (tx) => this.options.deadLetters.add(tx, letters));
    this.#metrics.refused(records.length);
  }

  /** Where this instance leads and has read all, it knows better. */
  async #count(): Promise<number> {
    if (this.leads && !this.#loop.behind) this.#counted = 0;
    else this.#counted = (await this.options.database.query<{ messages: number }>(COUNT))[0]!.messages;
    return COUNT_EVERY_MS;
  }
}
