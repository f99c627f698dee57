import type { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { Faults } from '../faults/faults.js';
import { encode } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, WireRecord } from '../message/message.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Undos } from '../recovery/undos/undos.js';
import type { WorkSpan } from '../tracing/spans.js';
import { DecisionFailed } from './decision-failed.js';
import type { InDoubt } from './in-doubt.js';
import { addCall, addMessage, listOf, noEffects, type Cause, type Effects } from './effects.js';
import { contextFor } from '../handler/context.js';
import type { AnyHandler, Context, Store } from '../handler/handler.js';
import type { Outgoing } from '../handler/outgoing.js';
import type { Tx } from '../runtime/database.js';
import type { MessageSource, WorkUnit, Outcome, Part } from '../handler/work-unit.js';
import { partsOf } from '../handler/work-unit-factory.js';
import { LoadedStores, type SagaStarter } from './loaded-stores.js';
import type { HandlerRegistry } from '../handler/handler-registry.js';

export interface Pipeline {
  readonly registry: HandlerRegistry;
  readonly outbox: Outbox;
  readonly calls: OutgoingCalls;
  /** @default nobody asks which steps were undone */
  readonly undos?: Undos;
  /** The saga store comes first in the lock order. */
  readonly sagas?: SagaStarter;
  /** In lock order: every transaction of the service loads them in this order. */
  readonly stores: readonly Store<unknown, unknown>[];
  /** @default none */
  readonly faults?: Faults | undefined;
}

/** What is known of the units before this try. */
export interface Tried {
  readonly failed: ReadonlyMap<WorkUnit, Error>;
  readonly spans: ReadonlyMap<WorkUnit, WorkSpan>;
  readonly doubts: InDoubt;
}

/**
 * One try at a batch in one transaction. The order, and why:
 * claim (a duplicate must not load) → load (locks, in one order everywhere) → decide (pure, arrival order) → follow-ups (own
 * events, same transaction) → save → settle → outbox and pending calls (last, so that their numbers follow the locks).
 */
export async function attempt(
  pipeline: Pipeline,
  tx: Tx,
  units: readonly WorkUnit[],
  { failed, spans, doubts }: Tried,
): Promise<ReadonlyMap<WorkUnit, Outcome>> {
  const sources = groupBySource(units);
  const claims = [...sources].map(([source, own]) => source.claim(tx, own, failed));
  const runnable = units.filter((unit) => !failed.has(unit));
  const stores = new LoadedStores(pipeline.stores);
  const loaded = stores.load(tx, needsOf(runnable), pipeline.sagas);
  const [now, claimed] = await Promise.all([tx.now, Promise.all(claims), loaded]);
  const toRun = new Set(claimed.flatMap((unitsOfSource) => [...unitsOfSource]));
  const committed = await doubts.committed(tx, runnable, pipeline.sagas);

  const decided = runnable
    .filter((unit) => toRun.has(unit) && !committed.has(unit))
    .map((unit) => new UnitRun(pipeline, unit, now, spans.get(unit)!, stores));
  for (const run of decided) run.decide(run.unit.parts);
  for (let wave = decided; wave.length > 0; wave = wave.filter((run) => run.pending.length > 0))
    await followUp(tx, wave, stores);

  await Promise.all(stores.save(tx));
  const outcomes = outcomesOf(units, failed, committed, decided);
  await Promise.all(
    [...sources].map(([source, own]) => source.settle(tx, new Map(own.map((unit) => [unit, outcomes.get(unit)!])))),
  );
  pipeline.undos?.note(
    tx,
    decided.map(({ unit }) => unit.message),
  );
  const effects = decided.map((run) => run.effects);
  const calls = effects.flatMap((each) => each.calls);
  const records = effects.flatMap((each) => each.records);
  if (calls.length > 0) pipeline.calls.write(tx, calls);
  if (records.length > 0) pipeline.outbox.write(tx, records);
  return outcomes;
}

/** One unit's way through its decisions. */
class UnitRun {
  readonly effects: Effects = noEffects();
  pending: Part[] = [];

  constructor(
    readonly pipeline: Pipeline,
    readonly unit: WorkUnit,
    readonly now: Date,
    readonly span: WorkSpan,
    readonly stores: LoadedStores,
  ) {}

  decide(parts: readonly Part[], message: Message = this.unit.message): void {
    for (const part of parts) {
      try {
        this.pipeline.faults?.strike('on-decide', [message]);
        const decision = part.run(this.stores.stateOf(part.handler.store), this.#context(message));
        for (const outgoing of listOf(decision)) this.#take(outgoing, message);
      } catch (error) {
        throw new DecisionFailed(this.unit, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.pending = this.effects.followUps.splice(0).flatMap((own) => this.#partsOfFollowUp(own));
  }

  #partsOfFollowUp(own: Message): Part[] {
    const { handlers } = this.pipeline.registry.get(own.type)!;
    return partsOf(handlers as readonly AnyHandler[], own).map((part) => ({
      ...part,
      run: (state) => part.run(state, this.#context(own)),
    }));
  }

  #context(message: Message): Context {
    const { service } = this.pipeline.registry;
    return contextFor(message, this.now, (name) => derivedId(message.id, service, name));
  }

  #take(outgoing: Outgoing, message: Message): void {
    const cause: Cause = {
      service: this.pipeline.registry.service,
      message,
      now: this.now,
      trace: this.span.trace,
      handlesOwn: (type) => this.#handlesOwn(type),
    };
    switch (outgoing.out) {
      case 'message':
        return addMessage(this.effects, outgoing, cause);
      case 'call':
        return addCall(this.effects, outgoing, cause, this.#recordOf(message));
      case 'reply':
        this.effects.reply = outgoing.body;
        return;
      case 'start':
        return this.pipeline
          .sagas!.start(outgoing, this.stores, this.#context(message))
          .forEach((first) => addMessage(this.effects, first, cause));
      case 'link':
        return this.span.link(outgoing.trace, `from ${message.type}`);
      default:
        return outgoing satisfies never;
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
    const saga = {
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(step === undefined ? {} : { step }),
      ...(ask === undefined ? {} : { ask }),
      ...(deadline === undefined ? {} : { deadline }),
    };
    return encode(
      { out: 'message', contract, data: message.data },
      { id, source, time, saga, trace, ...(causationId === undefined ? {} : { causationId }) },
    );
  }
}

/** Handles the own events that the last wave emitted; what they need is loaded in one go. */
async function followUp(tx: Tx, runs: readonly UnitRun[], stores: LoadedStores): Promise<void> {
  const pending = runs.map((run) => ({ run, parts: run.pending }));
  await stores.loadMore(
    tx,
    pending.flatMap(({ run, parts }) => parts.map((part) => ({ unit: run.unit, part }))),
  );
  for (const { run, parts } of pending) run.decide(parts);
}

function needsOf(units: readonly WorkUnit[]): { unit: WorkUnit; part: Part }[] {
  return units.flatMap((unit) => unit.parts.map((part) => ({ unit, part })));
}

function groupBySource(units: readonly WorkUnit[]): Map<MessageSource, WorkUnit[]> {
  const groups = new Map<MessageSource, WorkUnit[]>();
  for (const unit of units) {
    const group = groups.get(unit.source);
    if (group === undefined) groups.set(unit.source, [unit]);
    else group.push(unit);
  }
  return groups;
}

function outcomesOf(
  units: readonly WorkUnit[],
  failed: ReadonlyMap<WorkUnit, Error>,
  committed: ReadonlyMap<WorkUnit, Outcome>,
  decided: readonly UnitRun[],
): Map<WorkUnit, Outcome> {
  const outcomes = new Map<WorkUnit, Outcome>();
  for (const unit of units)
    outcomes.set(
      unit,
      failed.has(unit) ? { kind: 'failed', error: failed.get(unit)! } : (committed.get(unit) ?? { kind: 'skipped' }),
    );
  for (const { unit, effects } of decided) outcomes.set(unit, { kind: 'done', reply: effects.reply });
  return outcomes;
}
