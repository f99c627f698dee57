import { CommitInDoubt, Overloaded, RowLocked } from '../errors.js';
import type { Outcome, WorkUnit } from '../handler/work-unit.js';
import type { Database, Tx } from '../runtime/database.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import { quietly } from '../runtime/quietly.js';
import { batchSpan, consumerSpan, WorkSpan } from '../tracing/spans.js';
import { DecisionFailed } from './decision-failed.js';
import { InDoubt } from './in-doubt.js';
import type { Pipeline } from './pipeline.js';
import { observeBatches } from './runner-metrics.js';
import { settle, type Patience } from './settlement.js';
import { transact } from './transact.js';
import { UnitQueue, type Waiting } from './unit-queue.js';
import { defaultLimits, type RunnerLimits } from './runner-limits.js';
import { faultAtCommit, withFaults } from './with-faults.js';

/** Milliseconds between looks whether an outage is over that nothing waits for. */
const LOOK_MS = 1_000;
/**
 * Milliseconds to wait for a row of somebody else's, once it is known that there is one, and how long that is
 * remembered.
 */
const BRIEF_LOCK_MS = 200;
const LOCKS_REMEMBERED_MS = 30_000;

const isRequest = (unit: WorkUnit): boolean => unit.source.name === 'request';

/**
 * The one worker of a service: takes all that waits, over all topics and sources, and runs it in one transaction. It
 * never waits for more.
 */
export class BatchRunner {
  readonly #queue: UnitQueue;
  /** The batch in hand: whoever has not been told yet. */
  readonly #untold = new Map<WorkUnit, Waiting>();
  #spans: ReadonlyMap<WorkUnit, WorkSpan> = new Map();
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  #outage: Error | undefined;
  #lockedAt = Number.NEGATIVE_INFINITY;
  readonly #doubts: InDoubt;
  readonly #unobserve: () => void;
  readonly batches = { count: 0, messages: 0 };

  constructor(
    private readonly database: Database,
    private readonly pipeline: Pipeline,
    private readonly log: Logger,
    limits: RunnerLimits = defaultLimits,
  ) {
    this.#queue = new UnitQueue(limits);
    this.#doubts = new InDoubt(limits.inDoubtMs);
    this.#unobserve = observeBatches(this.batches, () => this.waitedMs);
  }

  /**
   * Resolves after the commit in which the unit ended. A request is rejected in an outage; everything else waits it
   * out.
   */
  submit(unit: WorkUnit): Promise<Outcome> {
    if (this.#stopping.signal.aborted) return Promise.reject(new Overloaded('the service is stopping'));
    if (isRequest(unit) && this.#outage !== undefined) return Promise.reject(this.#outage);
    if (isRequest(unit) && this.#queue.isFull(unit))
      return Promise.reject(new Overloaded(`${this.#queue.length} units are waiting`));
    const ended = this.#queue.push(unit);
    this.#running ??= this.#work();
    return ended;
  }

  /** The outage it is waiting out, if any. */
  get outage(): Error | undefined {
    return this.#outage;
  }

  /** Milliseconds that the oldest unit has waited for its end. */
  get waitedMs(): number {
    const [inHand] = this.#untold.values();
    const oldest = inHand ?? this.#queue.oldest;
    return oldest === undefined ? 0 : performance.now() - oldest.since;
  }

  /** Finishes the batch in hand; what still waits is rejected and comes again by its source. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#queue.reject(new Overloaded('the service is stopping'));
    await this.#running;
    this.#unobserve();
  }

  /** Ends only when nothing waits, whatever throws; between the last look at the queue and the end nobody can come. */
  async #work(): Promise<void> {
    try {
      for (;;) {
        // All that arrives in the same turn of the event loop becomes one batch: the partitions of one fetch, and the
        // answers of the calls that the last commit began.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#queue.length > 0) await this.#run(this.#queue.take());
        else if (this.#outage === undefined || this.#stopping.signal.aborted) return;
        else await this.#look();
      }
    } finally {
      this.#running = undefined;
    }
  }

  /**
   * Requests are refused in an outage, and whoever is not ready gets none: where nothing waits for its end, this finds
   * it out.
   */
  async #look(): Promise<void> {
    try {
      await this.database.transaction((tx) => tx.now);
      this.#outage = undefined;
    } catch (error) {
      this.#outage = error as Error;
      await pause(LOOK_MS, this.#stopping.signal);
    }
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) this.#untold.set(waiting.unit, waiting);
    try {
      const units = batch.map(({ unit }) => unit);
      this.#spans = new Map(units.map((unit) => [unit, this.#spanOf(unit)]));
      await settle(
        {
          attempt: (...tried) => this.#attempt(...tried),
          tell: (unit, outcome) => this.#tell(unit, outcome),
          inOutage: (error, waiting) => this.#inOutage(error, waiting.length),
          stopping: this.#stopping.signal,
        },
        units,
        performance.now() - this.#lockedAt < LOCKS_REMEMBERED_MS,
      );
    } catch (error) {
      this.#giveUp(error as Error);
    }
  }

  /**
   * At a stop in an outage, or where something threw that never should: whoever has not been told comes again by its
   * source.
   */
  #giveUp(error: Error): void {
    if (!this.#stopping.signal.aborted) {
      this.#outage ??= error;
      quietly(this.log, () => this.log.error({ err: error, units: this.#untold.size }, 'a batch was given up'));
    }
    for (const [unit, { reject }] of this.#untold) {
      quietly(this.log, () => this.#spans.get(unit)?.end());
      reject(error);
    }
    this.#untold.clear();
  }

  #tell(unit: WorkUnit, outcome: Outcome): void {
    const waiting = this.#untold.get(unit);
    if (waiting === undefined) return;
    this.#untold.delete(unit);
    const failure = outcome.kind === 'failed' ? { error: outcome.error, final: isRequest(unit) } : undefined;
    quietly(this.log, () => this.#spans.get(unit)!.end(failure));
    if (failure?.final === true) waiting.reject(failure.error);
    else waiting.resolve(outcome);
  }

  async #attempt(
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
    patience: Patience,
  ): Promise<ReadonlyMap<WorkUnit, Outcome> | DecisionFailed | Error> {
    const spans = this.#spans;
    const span = batchSpan(units.map((unit) => spans.get(unit)!));
    const { faults } = this.pipeline;
    let outcomes: ReadonlyMap<WorkUnit, Outcome> = new Map();
    const run = async (tx: Tx) =>
      (outcomes = await transact(this.pipeline, tx, units, { failed, spans, doubts: this.#doubts, patience }));
    try {
      await span.with(() =>
        this.database.transaction(faults === undefined ? run : (tx) => withFaults(faults, tx, units, run), {
          ...(patience === 'brief' ? { lockMs: BRIEF_LOCK_MS } : {}),
          ...faultAtCommit(faults, units),
        }),
      );
      this.#outage = undefined;
      this.batches.count += 1;
      this.batches.messages += units.length;
      quietly(this.log, () => span.end());
      return outcomes;
    } catch (thrown) {
      const failure = thrown instanceof DecisionFailed ? thrown : (thrown as Error);
      const error = failure instanceof DecisionFailed ? failure.error : failure;
      if (error instanceof RowLocked) this.#lockedAt = performance.now();
      if (error instanceof CommitInDoubt) this.#doubts.note(error, outcomes);
      quietly(this.log, () => span.end({ error, final: false }));
      return failure;
    }
  }

  /**
   * From here on requests are refused as they come; those that came too late for this batch and too early for that are
   * told now.
   */
  #inOutage(outage: Error, units: number): (request: WorkUnit) => Error | undefined {
    if (!this.#stopping.signal.aborted && this.#outage === undefined) {
      quietly(this.log, () => this.log.warn({ err: outage, units }, 'cannot run batches; waiting'));
      this.#queue.reject(outage, isRequest);
    }
    this.#outage = outage;
    return (request) => this.#doubts.verdict(request, outage);
  }

  #spanOf(unit: WorkUnit): WorkSpan {
    const { message, record } = unit;
    let span = WorkSpan.passing(message.trace);
    quietly(this.log, () => {
      const contract = this.pipeline.registry.get(message.type)?.contract;
      span = consumerSpan(message, {
        group: this.pipeline.registry.service,
        ...(record === undefined ? {} : { origin: record }),
        ...(contract === undefined ? {} : { contract }),
      });
    });
    return span;
  }
}
