import type { Intents } from '../calls/outgoing-calls.js';
import type { Faults } from '../faults/faults.js';
import { encode } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, WireRecord } from '../message/message.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Undos } from '../recovery/undos/undos.js';
import type { WorkSpan } from '../tracing/spans.js';
import { DecisionFailed } from './decision-failed.js';
import type { Doubts } from './in-doubt.js';
import { addCall, addMessage, listOf, noEffects, type Cause, type Effects } from './effects.js';
import type { AnyHandler, Context, Store } from '../handler/handler.js';
import type { Outgoing } from '../handler/outgoing.js';
import type { Tx } from '../runtime/database.js';
import type { Intake, Job, Outcome, Part } from '../handler/work-unit.js';
import { partsOf } from '../handler/work-unit-factory.js';
import { LoadedStores, type SagaStarter } from './loaded-stores.js';
import type { HandlerRegistry } from '../handler/handler-registry.js';

export interface Pipeline {
  readonly registry: HandlerRegistry;
  readonly outbox: Outbox;
  readonly intents: Intents;
  /** @default nobody asks which steps were undone */
  readonly undos?: Undos;
  /** The saga store comes first in the lock order. */
  readonly sagas?: SagaStarter;
  /** In lock order: every transaction of the service loads them in this order. */
  readonly stores: readonly Store<unknown, unknown>[];
  /** @default none */
  readonly faults?: Faults | undefined;
}

/** What is known of the jobs before this try. */
export interface Tried {
  readonly failed: ReadonlyMap<Job, Error>;
  readonly spans: ReadonlyMap<Job, WorkSpan>;
  readonly doubts: Doubts;
}

/**
 * One try at a batch in one transaction. The order, and why:
 * claim (a duplicate must not load) → load (locks, in one order everywhere) → decide (pure, arrival order) → follow-ups (own
 * events, same transaction) → save → settle → outbox and intents (last, so that their numbers follow the locks).
 */
export async function attempt(pipeline: Pipeline, tx: Tx, jobs: readonly Job[], { failed, spans, doubts }: Tried): Promise<ReadonlyMap<Job, Outcome>> {
  const intakes = groupByIntake(jobs);
  const claims = [...intakes].map(([intake, own]) => intake.claim(tx, own, failed));
  const runnable = jobs.filter((job) => !failed.has(job));
  const stores = new LoadedStores(pipeline.stores);
  const loaded = stores.load(tx, needsOf(runnable), pipeline.sagas);
  const [now, claimed] = await Promise.all([tx.now, Promise.all(claims), loaded]);
  const toRun = new Set(claimed.flatMap((jobsOfIntake) => [...jobsOfIntake]));
  const committed = await doubts.committed(tx, runnable, pipeline.sagas);

  const decided = runnable.filter((job) => toRun.has(job) && !committed.has(job)).map((job) => new JobRun(pipeline, job, now, spans.get(job)!, stores));
  for (const run of decided) run.decide(run.job.parts);
  for (let wave = decided; wave.length > 0; wave = wave.filter((run) => run.pending.length > 0)) await followUp(tx, wave, stores);

  await Promise.all(stores.save(tx));
  const outcomes = outcomesOf(jobs, failed, committed, decided);
  await Promise.all([...intakes].map(([intake, own]) => intake.settle(tx, new Map(own.map((job) => [job, outcomes.get(job)!])))));
  pipeline.undos?.note(tx, decided.map(({ job }) => job.message));
  const effects = decided.map((run) => run.effects);
  const intents = effects.flatMap((each) => each.intents);
  const records = effects.flatMap((each) => each.records);
  if (intents.length > 0) pipeline.intents.write(tx, intents);
  if (records.length > 0) pipeline.outbox.write(tx, records);
  return outcomes;
}

/** One job's way through its decisions. */
class JobRun {
  readonly effects: Effects = noEffects();
  pending: Part[] = [];

  constructor(readonly pipeline: Pipeline, readonly job: Job, readonly now: Date, readonly span: WorkSpan, readonly stores: LoadedStores) {}

  decide(parts: readonly Part[], message: Message = this.job.message): void {
    for (const part of parts) {
      try {
        this.pipeline.faults?.strike('on-decide', [message]);
        const decision = part.run(this.stores.stateOf(part.handler.store), this.#context(message));
        for (const outgoing of listOf(decision)) this.#take(outgoing, message);
      } catch (error) {
        throw new DecisionFailed(this.job, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.pending = this.effects.followUps.splice(0).flatMap((own) => this.#partsOfFollowUp(own));
  }

  #partsOfFollowUp(own: Message): Part[] {
    const { handlers } = this.pipeline.registry.get(own.type)!;
    return partsOf(handlers as readonly AnyHandler[], own).map((part) => ({ ...part, run: (state) => part.run(state, this.#context(own)) }));
  }

  #context(message: Message): Context {
    const { service } = this.pipeline.registry;
    return { now: this.now, message, id: (name) => derivedId(message.id, service, name) };
  }

  #take(outgoing: Outgoing, message: Message): void {
    const cause: Cause = { service: this.pipeline.registry.service, message, now: this.now, trace: this.span.trace, handlesOwn: (type) => this.#handlesOwn(type) };
    switch (outgoing.out) {
      case 'message': return addMessage(this.effects, outgoing, cause);
      case 'call': return addCall(this.effects, outgoing, cause, this.#recordOf(message));
      case 'reply': this.effects.reply = outgoing.body; return;
      case 'start': return this.pipeline.sagas!.start(outgoing, this.stores, this.#context(message)).forEach((first) => addMessage(this.effects, first, cause));
      case 'link': return this.span.link(outgoing.trace, `from ${message.type}`);
      default: return outgoing satisfies never;
    }
  }

  #handlesOwn(type: string): boolean {
    const entry = this.pipeline.registry.get(type);
    return entry !== undefined && this.pipeline.registry.isOwnEvent(entry.contract);
  }

  /** The message as a record, whatever way it came in, so that an answer can be decided over it later. */
  #recordOf(message: Message): WireRecord {
    const { contract } = this.pipeline.registry.get(message.type)!;
    const { id, source, time, causationId, correlationId, step, ask, deadline, trace } = message;
    const saga = { ...(correlationId === undefined ? {} : { correlationId }), ...(step === undefined ? {} : { step }), ...(ask === undefined ? {} : { ask }), ...(deadline === undefined ? {} : { deadline }) };
    return encode({ out: 'message', contract, data: message.data }, { id, source, time, saga, trace, ...(causationId === undefined ? {} : { causationId }) });
  }
}

/** Handles the own events that the last wave emitted; what they need is loaded in one go. */
async function followUp(tx: Tx, runs: readonly JobRun[], stores: LoadedStores): Promise<void> {
  const pending = runs.map((run) => ({ run, parts: run.pending }));
  await stores.loadMore(tx, pending.flatMap(({ run, parts }) => parts.map((part) => ({ job: run.job, part }))));
  for (const { run, parts } of pending) run.decide(parts);
}

function needsOf(jobs: readonly Job[]): { job: Job; part: Part }[] {
  return jobs.flatMap((job) => job.parts.map((part) => ({ job, part })));
}

function groupByIntake(jobs: readonly Job[]): Map<Intake, Job[]> {
  const groups = new Map<Intake, Job[]>();
  for (const job of jobs) {
    const group = groups.get(job.intake);
    if (group === undefined) groups.set(job.intake, [job]);
    else group.push(job);
  }
  return groups;
}

function outcomesOf(jobs: readonly Job[], failed: ReadonlyMap<Job, Error>, committed: ReadonlyMap<Job, Outcome>, decided: readonly JobRun[]): Map<Job, Outcome> {
  const outcomes = new Map<Job, Outcome>();
  for (const job of jobs) outcomes.set(job, failed.has(job) ? { kind: 'failed', error: failed.get(job)! } : (committed.get(job) ?? { kind: 'skipped' }));
  for (const { job, effects } of decided) outcomes.set(job, { kind: 'done', reply: effects.reply });
  return outcomes;
}
