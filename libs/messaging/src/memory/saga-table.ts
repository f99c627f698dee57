import { SagaExists } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import { Staged } from './staged.js';
import { nextDue } from '../saga/engine/instance.js';
import type { ChangedSaga, StoredSaga, Transition } from '../saga/store/stored.js';

export interface Kept extends StoredSaga {
  readonly transitions: readonly Transition[];
}

/** Saga instances in memory, as they are stored; two stores over the same are two processes over one database. */
export class SagaRows {
  readonly #instances = new Staged<string, Kept>();
  readonly #ids = new Staged<string, string>();
  /** When an instance waits for an answer no longer; of those that move by themselves. */
  readonly #dues = new Staged<string, number>();
  /** Ids of those that run, by saga: asked once a second. */
  readonly #running = new Map<string, Set<string>>();

  get(tx: Tx, id: string): Kept | undefined {
    return this.#instances.get(tx, id);
  }

  /** Throws `SagaExists`. */
  put(tx: Tx, { isNew, instance, revision, trace, createdAt, transitions }: ChangedSaga): void {
    if (isNew) this.#claimKey(tx, instance);
    const before = this.#instances.get(tx, instance.id)?.transitions ?? [];
    this.#instances.set(tx, instance.id, {
      instance,
      revision,
      trace,
      createdAt,
      transitions: [...before, ...transitions],
    });
    const { status } = instance.phase;
    tx.afterCommit(() => this.#count(instance));
    this.#dues.set(tx, instance.id, status === 'running' || status === 'compensating' ? nextDue(instance) : undefined);
  }

  /** How many of a saga are on their way forward. */
  running(saga: string): number {
    return this.#running.get(saga)?.size ?? 0;
  }

  /**
   * What is due at `from` falls due at `to` instead, whatever the instance says; the history tells why, if there is
   * something to tell.
   */
  postpone(
    tx: Tx,
    id: string,
    { from, to }: { readonly from: number; readonly to: number },
    transition?: Omit<Transition, 'seq'>,
  ): void {
    const kept = this.#instances.get(tx, id);
    if (kept === undefined || (this.#dues.get(tx, id) ?? Infinity) > from) return;
    this.#dues.set(tx, id, to);
    if (transition === undefined) return;
    const revision = kept.revision + 1;
    this.#instances.set(tx, id, {
      ...kept,
      revision,
      transitions: [...kept.transitions, { seq: revision, ...transition }],
    });
  }

  /** The committed instances by id, each with its history. */
  get committed(): ReadonlyMap<string, Kept> {
    return this.#instances.committed;
  }

  /** When each waiting instance falls due, in milliseconds since 1970. */
  get dues(): ReadonlyMap<string, number> {
    return this.#dues.committed;
  }

  #count({ id, saga, phase }: Kept['instance']): void {
    const running = this.#running.get(saga) ?? new Set();
    this.#running.set(saga, running);
    if (phase.status === 'running') running.add(id);
    else running.delete(id);
  }

  #claimKey(tx: Tx, { id, saga, businessKey }: Kept['instance']): void {
    const key = `${saga}\u0000${businessKey}`;
    const known = this.#ids.get(tx, key);
    if (known !== undefined && known !== id)
      throw new SagaExists(`saga ${saga} has an instance with the business key ${businessKey} already`);
    this.#ids.set(tx, key, id);
  }
}
