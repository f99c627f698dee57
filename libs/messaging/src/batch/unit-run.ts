import { contextFor } from '../handler/context.js';
import type { AnyHandler, Context } from '../handler/handler.js';
import { notRegistered, notWired } from '../handler/not-wired.js';
import type { Outgoing } from '../handler/outgoing.js';
import type { Part, WorkUnit } from '../handler/work-unit.js';
import { partsOf } from '../handler/work-unit-factory.js';
import { encode } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, WireRecord } from '../message/message.js';
import type { Tx } from '../runtime/database.js';
import type { WorkSpan } from '../tracing/spans.js';
import { DecisionFailed } from './decision-failed.js';
import { addCall, addMessage, listOf, noEffects, type Cause, type Effects } from './effects.js';
import type { LoadedStores } from './loaded-stores.js';
import type { Pipeline } from './pipeline.js';

/** One unit's way through its decisions. */
export class UnitRun {
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
        const decision = part.run(this.stores.stateOf(part.store), this.#context(message));
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
        if (this.pipeline.calls.knows?.(outgoing.operation) === false) throw notWired(outgoing.operation);
        return addCall(this.effects, outgoing, cause, this.#recordOf(message));
      case 'reply':
        this.effects.reply = outgoing.body;
        return;
      case 'start':
        if (this.pipeline.sagas === undefined) throw notRegistered(outgoing.definition.name);
        return this.pipeline.sagas
          .start(outgoing, this.stores, this.#context(message))
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
export async function followUp(tx: Tx, runs: readonly UnitRun[], stores: LoadedStores): Promise<void> {
  const pending = runs.map((run) => ({ run, parts: run.pending }));
  await stores.loadMore(
    tx,
    pending.flatMap(({ run, parts }) => parts.map((part) => ({ unit: run.unit, part }))),
  );
  for (const { run, parts } of pending) run.decide(parts);
}
