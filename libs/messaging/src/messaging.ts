import type { PartyStatus } from './calls/party-status.js';
import type { Database } from './runtime/database.js';
import type { WorkUnitFactory } from './handler/work-unit-factory.js';
import type { Logger } from './runtime/logger.js';
import type { HandlerRegistry } from './handler/handler-registry.js';
import { requestUnit, type RequestOptions } from './handler/request-source.js';
import { within } from './runtime/within.js';
import type { BatchRunner } from './batch/runner.js';
import { Overloaded } from './errors.js';
import type { KafkaSource } from './batch/kafka-source.js';
import type { WorkUnit } from './handler/work-unit.js';
import type { GivenUp, GiveUpOrder } from './operations/dead-letters/give-up.js';
import type { RebuiltIndex } from './operations/schemas/dead-letters.js';
import type { Waits } from './operations/waits/waits.js';
import type { SagaOperations } from './operations/sagas/act-on-saga.js';
import type { SagaAdmission } from './saga/admission/saga-admission.js';
import type { AdmissionState } from './saga/admission/admission.js';
import type { BlockedPartition, Broker, SkippedRecords, Subscription, UnhandledRecord } from './message/broker.js';
import type { AnyContract, Contract } from './message/contract.js';
import { derivedId } from './message/ids.js';
import type { ReceivedRecord } from './message/message.js';

/** Milliseconds for the work in hand to end by itself at a stop. */
const IN_HAND_MS = 3_000;
/** Milliseconds that a unit may wait for its batch where no outage is known: beyond, the service is not ready. */
const STALLED_MS = 10_000;

/** What readiness and `/ops/consumers` tell of what the service reads. */
export interface ConsumerState {
  readonly topics: readonly string[];
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason?: string;
  readonly blocked: readonly BlockedPartition[];
  readonly oldest: readonly UnhandledRecord[];
  readonly skipped: readonly SkippedRecords[];
}

/** Something that runs beside the batches: the relay, the caller, the drain, the deadline watch. */
export interface Worker {
  start(): void | Promise<void>;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
}

export interface MessagingParts {
  readonly registry: HandlerRegistry;
  readonly runner: BatchRunner;
  readonly factory: WorkUnitFactory;
  /** Takes what comes over Kafka. */
  readonly source: KafkaSource;
  readonly broker: Broker;
  readonly database: Database;
  readonly waits: Waits;
  /** Whatever submits units: they stop in the reverse order, before the batches do. */
  readonly workers: readonly Worker[];
  /** Stops last: it sends what the last batch wrote. */
  readonly relay: Worker;
  /** Something was redriven: it is tried now, not at the next look. */
  wakeRecovery(): void;
  /** Adds the dead letters that the database has lost, from the topic. */
  readonly rebuildDeadLetters: (actor: string) => Promise<RebuiltIndex>;
  /** Puts the head of a parked key among the dead letters. */
  readonly giveUp: (order: GiveUpOrder) => Promise<GivenUp>;
  /** @default none: the service runs no sagas */
  readonly sagaOperations?: SagaOperations;
  /** Refuses sagas that could not end in time. @default all are let in */
  readonly admission?: Pick<SagaAdmission, 'letIn' | 'state'>;
  /** Messages that wait to be sent for the first time; beyond the limit requests are refused. */
  backlog(): number;
  /** Why the broker takes no messages now, if so. */
  brokerOutage(): Error | undefined;
  /** How the calls to each party do. */
  parties(): readonly PartyStatus[];
  /** @default 20_000 messages */
  readonly backlogLimit?: number;
  readonly log: Logger;
}

/** One service's messaging: consumers, batches, relay and callers, started and stopped together. */
export class Messaging {
  #subscription: Subscription | undefined;

  constructor(private readonly parts: MessagingParts) {}

  get service(): string {
    return this.parts.registry.service;
  }

  get database(): Database {
    return this.parts.database;
  }

  async start(): Promise<void> {
    const { relay, workers, broker, registry } = this.parts;
    for (const worker of [relay, ...workers]) await worker.start();
    if (registry.topics.length === 0) return;
    this.#subscription = await broker.subscribe({
      group: registry.service,
      topics: registry.topics,
      onRecords: (records) => this.deliver(records),
    });
  }

  /**
   * Stops taking, finishes the batch in hand, commits, flushes the relay, leaves the group. The
   * database is whose it was: it stays open.
   */
  async stop(): Promise<void> {
    const { workers, runner, relay } = this.parts;
    const left = this.#subscription?.stop();
    // In an outage the batch in hand would never end: it is given up, and its records come again.
    await within(IN_HAND_MS, left);
    for (const worker of [...workers].reverse()) await within(IN_HAND_MS, worker.stop());
    await runner.stop();
    await left;
    await relay.stop();
    await this.parts.broker.close();
  }

  /**
   * Runs a command in this process, without Kafka, through the same batches; resolves to what the decision replied.
   * Rejects with `Overloaded` (also where the saga that it starts could not end in time) or an outage's error when it
   * cannot be taken now: nothing was done then. Where the connection broke at the very commit it waits to learn what
   * became of it, and rejects with `CommitInDoubt` only if that takes too long.
   */
  async request<D extends object>(contract: Contract<D>, data: D, options: RequestOptions = {}): Promise<unknown> {
    const limit = this.parts.backlogLimit ?? 20_000;
    if (this.parts.backlog() > limit)
      throw new Overloaded(`more than ${limit} messages wait to be sent: is the broker away?`);
    if (options.starts !== undefined) this.parts.admission?.letIn(options.starts);
    const outcome = await this.parts.runner.submit(requestUnit(this.parts.registry, contract, data, options));
    return outcome.kind === 'done' ? outcome.reply : undefined;
  }

  /** What `context.id(name)` gives to the decision on the request of this id. */
  idFor(requestId: string, name: string): string {
    return derivedId(requestId, this.service, name);
  }

  /** Resolves when the effects of all records are committed. */
  async deliver(records: readonly ReceivedRecord[]): Promise<void> {
    const units = records
      .map((record) => this.parts.factory.toUnit(record, this.parts.source))
      .filter((unit): unit is WorkUnit => unit !== undefined);
    await Promise.all(units.map((unit) => this.parts.runner.submit(unit)));
    this.parts.source.requireCapacity(units);
  }

  /** The message types that are handled here. */
  contractOf(type: string): AnyContract | undefined {
    return this.parts.registry.get(type)?.contract;
  }

  /** Something was redriven: it is tried now, not at the next look. */
  wakeRecovery(): void {
    this.parts.wakeRecovery();
  }

  /** Puts the head of a parked key among the dead letters; what stood behind it goes on. */
  giveUp(order: GiveUpOrder): Promise<GivenUp> {
    return this.parts.giveUp(order);
  }

  /** Adds the dead letters that the database has lost, from `<service>.dlq`. */
  rebuildDeadLetters(actor: string): Promise<RebuiltIndex> {
    return this.parts.rebuildDeadLetters(actor);
  }

  /** Where operators act on the service's sagas; `undefined` when it runs none. */
  get sagaOperations(): SagaOperations | undefined {
    return this.parts.sagaOperations;
  }

  /** What waits, and for how long. */
  get waits(): Waits {
    return this.parts.waits;
  }

  /** Batches and messages so far: how well work merges. */
  get batches(): { readonly count: number; readonly messages: number } {
    return this.parts.runner.batches;
  }

  /** Whether new sagas are let in, by saga; empty where the service runs none with deadlines. */
  get admission(): ReadonlyMap<string, AdmissionState> {
    return this.parts.admission?.state ?? new Map();
  }

  get consumer(): ConsumerState {
    const { runner, registry } = this.parts;
    const subscription = this.#subscription;
    const blocked = subscription?.blocked() ?? [];
    const lost = registry.topics.length > 0 && !(subscription?.healthy() ?? false);
    const reason =
      runner.outage?.message ??
      (runner.waitedMs > STALLED_MS
        ? `a unit has waited ${Math.round(runner.waitedMs / 1000)} s for its batch, and no outage is known`
        : undefined) ??
      (lost ? `not in the consumer group ${registry.service}, or it makes no progress` : undefined);
    return {
      topics: registry.topics,
      healthy: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      blocked,
      oldest: subscription?.oldest() ?? [],
      skipped: subscription?.skipped() ?? [],
    };
  }

  /**
   * Milliseconds since the broker last gave this process a sign of life; `Infinity` before the
   * first, or while it takes nothing.
   */
  get brokerSilentFor(): number {
    return this.brokerOutage === undefined ? (this.#subscription?.silentFor() ?? Infinity) : Infinity;
  }

  /** A parked sequence has become shorter: a partition that waits for room is offered again. */
  roomFreed(): void {
    this.#subscription?.roomFreed();
  }

  /** How the calls to each party do, as this process sees it. */
  get parties(): readonly PartyStatus[] {
    return this.parts.parties();
  }

  /** Why the broker takes no messages now, if so. */
  get brokerOutage(): Error | undefined {
    return this.parts.brokerOutage();
  }
}
