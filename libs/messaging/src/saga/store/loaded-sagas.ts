import { SagaExists } from '../../errors.js';
import type { Context } from '../../handler/handler.js';
import type { Link } from '../../handler/outgoing.js';
import type { OutgoingMessage } from '../../message/contract.js';
import type { Message, TraceHeaders } from '../../message/message.js';
import { advance, type Advanced } from '../engine/advance.js';
import { answerToCancel, type CancelAnswer } from '../engine/cancel.js';
import type { AskRef, Incoming, OperatorAct, OperatorOrder, OperatorWish } from '../engine/incoming.js';
import type { Outage } from '../engine/stand-still.js';
import { fresh, openStep, type Instance } from '../engine/instance.js';
import { refusalOf } from '../engine/saga-refusal.js';
import type { SagaRegistry } from '../saga-registry.js';
import type { SagaStart } from '../../handler/outgoing.js';
import type { ChangedSaga, StoredSaga, Transition } from './stored.js';

interface Entry extends StoredSaga {
  readonly isNew: boolean;
  readonly loadedData: object;
  readonly transitions: Transition[];
}

/**
 * What became of an operator's act. `moved`: the instance has gone on since they saw it. `revision`: where it is now.
 */
export type OperatorAnswer =
  | { readonly answer: 'done' | 'moved'; readonly revision: number }
  | { readonly answer: 'refused'; readonly revision: number; readonly why: string }
  | { readonly answer: 'unknown' };
export type Operated = { readonly outgoing: readonly (OutgoingMessage | Link)[] } & OperatorAnswer;

/** The saga instances that a batch has locked; its decisions advance them here, and the store saves what changed. */
export class LoadedSagas {
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new Set<string>();

  constructor(
    private readonly registry: SagaRegistry,
    loaded: readonly StoredSaga[],
    /** Times without the broker that are known by now. */
    private readonly outages: readonly Outage[] = [],
  ) {
    for (const stored of loaded)
      this.#add({ ...stored, isNew: false, loadedData: stored.instance.data, transitions: [] });
  }

  get(id: string): Instance | undefined {
    return this.#entries.get(id)?.instance;
  }

  /**
   * Starts an instance and gives its first command. Throws `SagaExists`, if not here then when the database meets the
   * key again.
   */
  start({ definition, id, businessKey, data }: SagaStart, context: Context): readonly OutgoingMessage[] {
    const key = keyOf({ saga: definition.name, businessKey });
    if (this.#entries.has(id) || this.#keys.has(key))
      throw new SagaExists(`saga ${definition.name} has an instance with the business key ${businessKey} already`);
    const instance = fresh(this.registry.starting(definition), { id, businessKey, data });
    this.#add({
      instance,
      revision: 0,
      trace: context.message.trace,
      createdAt: context.now,
      isNew: true,
      loadedData: data,
      transitions: [],
    });
    return this.#advance(id, { kind: 'start' }, context);
  }

  /** Does nothing when the message belongs to no loaded instance. */
  reply(message: Message, context: Context): readonly OutgoingMessage[] {
    const id = message.correlationId?.toLowerCase();
    return id === undefined || !this.#entries.has(id) ? [] : this.#advance(id, { kind: 'reply', message }, context);
  }

  /**
   * Acts on what has fallen due by `context.now`, or moves what is due only because the broker was away; `undefined`
   * when that changed nothing, e.g. when all of it was answered meanwhile.
   */
  deadlines(id: string, context: Context, outages: readonly Outage[] = []): readonly OutgoingMessage[] | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    const outgoing = dueAsks(entry.instance, context.now).flatMap((due) =>
      this.#advance(id, { kind: 'deadline', ...due, outages }, context),
    );
    return this.#entries.get(id) === entry ? undefined : outgoing;
  }

  /** `outgoing` goes on the order's own trace, whoever asked for the cancel, and links the two. */
  cancel(
    id: string,
    context: Context,
    detail?: string,
  ): { readonly answer: CancelAnswer | 'unknown'; readonly outgoing: readonly (OutgoingMessage | Link)[] } {
    const instance = this.get(id);
    if (instance === undefined) return { answer: 'unknown', outgoing: [] };
    const answer = answerToCancel(this.#definitionOf(instance), instance);
    return {
      answer,
      outgoing: this.#inOwnTrace(
        id,
        this.#advance(id, { kind: 'cancel', ...(detail === undefined ? {} : { detail }) }, context),
      ),
    };
  }

  /**
   * Does what an operator decided over the instance as they saw it. What goes out is on the order's own trace, and
   * links the operator's with it.
   */
  operate(id: string, { expectedVersion, ...order }: OperatorOrder, context: Context): Operated {
    const entry = this.#entries.get(id);
    if (entry === undefined) return { answer: 'unknown', outgoing: [] };
    const { instance, revision } = entry;
    if (revision !== expectedVersion) return { answer: 'moved', outgoing: [], revision };
    const act = actOf(order, instance);
    const why =
      act === undefined ? 'no step waits for an answer' : refusalOf(this.#definitionOf(instance), instance, act);
    if (act === undefined || why !== undefined) return { answer: 'refused', outgoing: [], revision, why: why! };
    return {
      answer: 'done',
      outgoing: this.#inOwnTrace(id, this.#advance(id, { kind: 'operator', ...act }, context)),
      revision: revision + 1,
    };
  }

  /** For the store's `save`. */
  changed(): readonly ChangedSaga[] {
    const advanced = [...this.#entries.values()].filter(({ transitions }) => transitions.length > 0);
    return advanced.map((entry) => ({ ...entry, dataChanged: entry.instance.data !== entry.loadedData }));
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.instance.id, entry);
    this.#keys.add(keyOf(entry.instance));
  }

  #advance(id: string, incoming: Incoming, { now, message }: Context): readonly OutgoingMessage[] {
    const entry = this.#entries.get(id)!;
    const definition = this.#definitionOf(entry.instance);
    const advanced: Advanced = advance(definition, entry.instance, incoming, now, this.outages);
    if (advanced.history.length === 0) return [];
    const revision = entry.revision + 1;
    entry.transitions.push({
      seq: revision,
      at: now,
      messageId: message.id,
      traceId: traceIdIn(message.trace),
      lines: advanced.history,
    });
    this.#entries.set(id, { ...entry, instance: advanced.instance, revision });
    return advanced.outgoing;
  }

  #inOwnTrace(id: string, outgoing: readonly OutgoingMessage[]): (OutgoingMessage | Link)[] {
    const { trace } = this.#entries.get(id)!;
    return [{ out: 'link', trace }, ...outgoing.map((message) => ({ ...message, trace }))];
  }

  #definitionOf({ saga, version }: Instance) {
    return this.registry.get(saga, version);
  }
}

/** Nothing when it is about the step that waits, and none does. */
function actOf(wish: OperatorWish, instance: Instance): OperatorAct | undefined {
  if (wish.act !== 'retry' && wish.act !== 'skip' && wish.act !== 'move-deadline') return wish;
  const step = wish.step ?? openStep(instance);
  return step === undefined ? undefined : { ...wish, step };
}

function dueAsks({ steps }: Instance, now: Date): AskRef[] {
  return Object.entries(steps).flatMap(([step, state]) => {
    if (!('due' in state) || state.due === undefined || state.due > now.getTime()) return [];
    return [{ step, asking: state.at === 'undoing' ? 'undo' : 'do', ask: state.asks } as const];
  });
}

const keyOf = ({ saga, businessKey }: { saga: string; businessKey: string }): string => `${saga}\u0000${businessKey}`;

/** The second field of a W3C traceparent. */
const traceIdIn = ({ traceparent }: TraceHeaders): string | undefined => traceparent?.split('-')[1];
