import { CommitInDoubt, MessagingError, Overloaded, TransactionLost } from '../errors.js';
import { batchSpan, consumerSpan, type WorkSpan } from '../tracing/spans.js';
import type { Faults } from '../faults/faults.js';
import { attempt, type Pipeline } from './attempt.js';
import type { Database } from '../runtime/database.js';
import { DecisionFailed } from './decision-failed.js';
import { InDoubt } from './in-doubt.js';
import type { Tx } from '../runtime/database.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import { observeBatches } from './runner-metrics.js';

export interface RunnerLimits {
  /** Messages in one transaction. @default 200 */
  readonly batchMessages: number;
  /** Bytes in one transaction. @default 1_000_000 */
  readonly batchBytes: number;
  /** Units waiting before in-process requests are refused. @default 10_000 */
  readonly queue: number;
  /** Milliseconds that a request whose COMMIT was not answered waits to hear what became of it. @default 10_000 */
  readonly inDoubtMs: number;
}
export const defaultLimits: RunnerLimits = {
  batchMessages: 200,
  batchBytes: 1_000_000,
  queue: 10_000,
  inDoubtMs: 10_000,
};

/** Milliseconds between looks whether an outage is over that nothing waits for. */
const LOOK_MS = 1_000;

interface Waiting {
  readonly unit: WorkUnit;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** The one worker of a service: takes all that waits, over all topics and sources, and runs it in one transaction. It never waits for more. */
export class BatchRunner {
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  #outage: Error | undefined;
  readonly #doubts: InDoubt;
  readonly batches = { count: 0, messages: 0 };

  constructor(
    private readonly database: Database,
    private readonly pipeline: Pipeline,
    private readonly log: Logger,
    private readonly limits: RunnerLimits = defaultLimits,
  ) {
    this.#doubts = new InDoubt(limits.inDoubtMs);
    observeBatches(this.batches);
  }

  /** Resolves after the commit in which the unit ended. A request is rejected in an outage; everything else waits it out. */
  submit(unit: WorkUnit): Promise<Outcome> {
    if (this.#stopping.signal.aborted) return Promise.reject(new Overloaded('the service is stopping'));
    if (unit.source.name === 'request' && this.#outage !== undefined) return Promise.reject(this.#outage);
    if (unit.source.name === 'request' && this.#waiting.length >= this.limits.queue)
      return Promise.reject(new Overloaded(`${this.#waiting.length} units are waiting`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ unit, resolve, reject });
      this.#running ??= this.#work();
    });
  }

  /** The outage it is waiting out, if any. */
  get outage(): Error | undefined {
    return this.#outage;
  }

  /** Finishes the batch in hand; what still waits is rejected and comes again by its source. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const { reject } of this.#waiting.splice(0)) reject(new Overloaded('the service is stopping'));
    await this.#running;
  }

  async #work(): Promise<void> {
    // All that arrives in the same turn of the event loop, e.g. the partitions of one fetch, becomes one batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      if (this.#waiting.length > 0) await this.#run(this.#take());
      else if (this.#outage === undefined || this.#stopping.signal.aborted) break;
      else await this.#look();
    }
    this.#running = undefined;
  }

  /** Requests are refused in an outage, and whoever is not ready gets none: where nothing waits for its end, this finds it out. */
  async #look(): Promise<void> {
    try {
      await this.database.transaction((tx) => tx.now);
      this.#outage = undefined;
    } catch (error) {
      this.#outage = error as Error;
      await pause(LOOK_MS, this.#stopping.signal);
    }
  }

  #take(): Waiting[] {
    let bytes = 0;
    const fits = ({ unit }: Waiting, index: number) =>
      index === 0 || (index < this.limits.batchMessages && bytes + unit.size <= this.limits.batchBytes);
    let count = 0;
    for (const waiting of this.#waiting) {
      if (!fits(waiting, count)) break;
      bytes += waiting.unit.size;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const units = batch.map(({ unit }) => unit);
    const spans = new Map(units.map((unit) => [unit, this.#spanOf(unit)]));
    const outcomes = await this.#settled(units, spans).catch((error: Error) => error);
    if (outcomes instanceof Error) {
      for (const { unit, reject } of batch) {
        spans.get(unit)!.end();
        reject(outcomes);
      }
      return;
    }
    this.batches.count += 1;
    this.batches.messages += units.length;
    for (const { unit, resolve, reject } of batch) {
      const outcome = outcomes.get(unit)!;
      spans
        .get(unit)!
        .end(outcome.kind === 'failed' ? { error: outcome.error, final: unit.source.name === 'request' } : undefined);
      if (outcome.kind === 'failed' && unit.source.name === 'request') reject(outcome.error);
      else resolve(outcome);
    }
  }

  /** Runs units until each is settled: failing ones are taken out, an outage is waited out, a failure of nobody in particular is halved down. */
  async #settled(units: readonly WorkUnit[], spans: ReadonlyMap<WorkUnit, WorkSpan>): Promise<Map<WorkUnit, Outcome>> {
    const failed = new Map(units.flatMap((unit) => (unit.broken === undefined ? [] : [[unit, unit.broken] as const])));
    for (let outages = 0; ; ) {
      const left = units.filter((unit) => !(unit.source.name === 'request' && failed.has(unit)));
      const refused = [...failed]
        .filter(([unit]) => !left.includes(unit))
        .map(([unit, error]): [WorkUnit, Outcome] => [unit, { kind: 'failed', error }]);
      if (left.length === 0) return new Map(refused);
      const result = await this.#attempt(left, failed, spans);
      if (result instanceof Map) return new Map([...refused, ...(result as Map<WorkUnit, Outcome>)]);
      if (result instanceof DecisionFailed && !isOutage(result.error)) {
        failed.set(result.unit, result.error);
      } else if (isOutage(unwrap(result))) {
        outages += 1;
        await this.#waitOut(unwrap(result), outages, left, failed);
      } else if (!(result instanceof DecisionFailed) && left.some((unit) => this.#doubts.has(unit))) {
        outages += 1;
        await this.#waitOut(
          new TransactionLost(`met what it may have committed itself: ${unwrap(result).message}`, { cause: result }),
          outages,
          left,
          failed,
        );
      } else if (left.length > 1) {
        const half = Math.ceil(left.length / 2);
        const first = await this.#settled(left.slice(0, half), spans);
        return new Map([...refused, ...first, ...(await this.#settled(left.slice(half), spans))]);
      } else if (failed.has(left[0]!)) {
        outages += 1;
        await this.#waitOut(unwrap(result), outages, left, failed);
      } else failed.set(left[0]!, unwrap(result));
    }
  }

  async #attempt(
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
    spans: ReadonlyMap<WorkUnit, WorkSpan>,
  ): Promise<ReadonlyMap<WorkUnit, Outcome> | DecisionFailed | Error> {
    const span = batchSpan(units.map((unit) => spans.get(unit)!));
    const { faults } = this.pipeline;
    let outcomes: ReadonlyMap<WorkUnit, Outcome> = new Map();
    const run = async (tx: Tx) =>
      (outcomes = await attempt(this.pipeline, tx, units, { failed, spans, doubts: this.#doubts }));
    try {
      await span.with(() =>
        this.database.transaction(faults === undefined ? run : (tx) => withFaults(faults, tx, units, run)),
      );
      this.#outage = undefined;
      span.end();
      return outcomes;
    } catch (thrown) {
      const error = thrown instanceof DecisionFailed ? thrown : (thrown as Error);
      if (error instanceof CommitInDoubt) this.#doubts.note(error, outcomes);
      span.end({ error: unwrap(error), final: false });
      return error;
    }
  }

  /** Burns no tries. Requests are told at once, since their callers can try again, but not while they are in doubt; the rest keeps its place. */
  async #waitOut(error: Error, times: number, units: readonly WorkUnit[], failed: Map<WorkUnit, Error>): Promise<void> {
    if (this.#stopping.signal.aborted)
      throw new Overloaded(`the service is stopping in an outage: ${error.message}`, { cause: error });
    const brief = times < 4 && (error.name === 'TransactionLost' || error instanceof CommitInDoubt);
    if (!brief) {
      if (this.#outage === undefined) this.#beginOutage(error, units.length);
      this.#outage = error;
      for (const unit of units) {
        const told = unit.source.name === 'request' ? this.#doubts.verdict(unit, error) : undefined;
        if (told !== undefined) failed.set(unit, told);
      }
    }
    await pause(brief ? 5 * times : Math.min(100 * 2 ** Math.min(times, 4), 1_000), this.#stopping.signal);
  }

  /** From here on requests are refused as they come; those that came too late for this batch and too early for that are told now. */
  #beginOutage(outage: Error, units: number): void {
    this.log.warn({ err: outage, units }, 'cannot run batches; waiting');
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.unit.source.name === 'request') waiting.reject(outage);
      else this.#waiting.push(waiting);
    }
  }

  #spanOf(unit: WorkUnit): WorkSpan {
    const contract = this.pipeline.registry.get(unit.message.type)?.contract;
    return consumerSpan(unit.message, {
      group: this.pipeline.registry.service,
      ...(unit.record === undefined ? {} : { origin: unit.record }),
      ...(contract === undefined ? {} : { contract }),
    });
  }
}

/** First of all that follows the commit: nobody has heard of it then. */
async function withFaults<T>(
  faults: Faults,
  tx: Tx,
  units: readonly WorkUnit[],
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  const messages = units.map(({ message }) => message);
  tx.afterCommit(() => faults.strike('after-commit', messages));
  const done = await run(tx);
  await faults.reach('before-commit', messages);
  return done;
}

const unwrap = (error: DecisionFailed | Error | ReadonlyMap<WorkUnit, Outcome>): Error =>
  error instanceof DecisionFailed ? error.error : (error as Error);
const isOutage = (error: Error): boolean => error instanceof MessagingError && error.retry === 'outage';
