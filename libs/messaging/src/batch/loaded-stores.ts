import type { OutgoingMessage } from '../message/contract.js';
import type { SagaStart } from '../handler/outgoing.js';
import { DecisionFailed } from './decision-failed.js';
import type { Context, Store } from '../handler/handler.js';
import type { Tx } from '../runtime/database.js';
import type { WorkUnit, Part } from '../handler/work-unit.js';

type AnyStore = Store<unknown, unknown>;

/** Starts saga instances in a transaction whose saga store is loaded. */
export interface SagaStarter {
  readonly store: AnyStore;
  start(start: SagaStart, stores: LoadedStores, context: Context): readonly OutgoingMessage[];
}

/** The state of every store that a batch needs: loaded once, shared by all decisions, saved once. */
export class LoadedStores {
  readonly #states = new Map<AnyStore, unknown>();
  readonly #loadedKeys = new Map<AnyStore, Set<string>>();

  /**
   * `inLockOrder`: all transactions of the service lock in this order, or they would wait for each other in a circle.
   */
  constructor(private readonly inLockOrder: readonly AnyStore[]) {}

  async load(tx: Tx, needs: readonly { unit: WorkUnit; part: Part }[], sagas?: SagaStarter): Promise<void> {
    const keys = keysByStore(needs);
    if (sagas !== undefined && !keys.has(sagas.store)) keys.set(sagas.store, new Map());
    await Promise.all(
      this.inLockOrder.filter((store) => keys.has(store)).map((store) => this.#loadOne(tx, store, keys.get(store)!)),
    );
  }

  /**
   * Brings in the stores and rows of follow-ups. A store that is loaded already takes the further rows by `loadMore`.
   */
  async loadMore(tx: Tx, needs: readonly { unit: WorkUnit; part: Part }[]): Promise<void> {
    const keys = keysByStore(needs);
    for (const store of this.inLockOrder) {
      const wanted = keys.get(store);
      if (wanted === undefined) continue;
      for (const known of this.#loadedKeys.get(store) ?? []) wanted.delete(known);
      if (!this.#states.has(store)) await this.#loadOne(tx, store, wanted);
      else if (wanted.size > 0) await this.#extend(tx, store, wanted);
    }
  }

  stateOf(store: AnyStore): unknown {
    return this.#states.get(store);
  }

  save(tx: Tx): Promise<void>[] {
    const saved = this.inLockOrder
      .filter((store) => this.#states.has(store))
      .map((store) => store.save(tx, this.#states.get(store)));
    return saved.filter((result): result is Promise<void> => result !== undefined);
  }

  async #loadOne(tx: Tx, store: AnyStore, keys: ReadonlyMap<string, unknown>): Promise<void> {
    this.#loadedKeys.set(store, new Set(keys.keys()));
    this.#states.set(store, await store.load(tx, sorted(keys)));
  }

  /** What is in hand is written first, so that the fresh load of all rows sees it. */
  async #extend(tx: Tx, store: AnyStore, more: ReadonlyMap<string, unknown>): Promise<void> {
    await store.save(tx, this.#states.get(store));
    const all = new Map([
      ...[...this.#loadedKeys.get(store)!].map((name) => [name, JSON.parse(name) as unknown] as const),
      ...more,
    ]);
    await this.#loadOne(tx, store, all);
  }
}

/** By store, each key once; a handler whose `needs` throws takes its unit out of the batch. */
function keysByStore(needs: readonly { unit: WorkUnit; part: Part }[]): Map<AnyStore, Map<string, unknown>> {
  const keys = new Map<AnyStore, Map<string, unknown>>();
  for (const { unit, part } of needs) {
    const store = part.store as AnyStore;
    if (!keys.has(store)) keys.set(store, new Map());
    for (const key of neededBy(unit, part)) keys.get(store)!.set(JSON.stringify(key), key);
  }
  return keys;
}

function neededBy(unit: WorkUnit, part: Part): readonly unknown[] {
  try {
    return part.needs();
  } catch (error) {
    throw new DecisionFailed(unit, error instanceof Error ? error : new Error(String(error)));
  }
}

const sorted = (keys: ReadonlyMap<string, unknown>): unknown[] => [...keys.keys()].sort().map((name) => keys.get(name));
