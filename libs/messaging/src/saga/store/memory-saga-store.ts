import { SagaExists } from '../../errors.js';
import type { Store, Tx } from '../../handler/handler.js';
import type { Message } from '../../message/message.js';
import { Staged } from '../../memory/staged.js';
import type { SagaRegistry } from '../registry.js';
import { LoadedSagas } from './loaded-sagas.js';
import type { ChangedSaga, StoredSaga, Transition } from './stored.js';

export interface Kept extends StoredSaga {
  readonly transitions: readonly Transition[];
}

/** The instances of a memory store; another store over the same is another process over the same database. */
export type SagaRows = Staged<string, Kept>;

/** Saga instances in memory, for simulations and specs. */
export class MemorySagaStore implements Store<string, LoadedSagas> {
  readonly #sagas: Staged<string, Kept>;

  /** `rows`: where another store has left them. @default none */
  constructor(private readonly registry: SagaRegistry, rows: SagaRows = new Staged()) {
    this.#sagas = rows;
  }

  load(tx: Tx, ids: readonly string[]): Promise<LoadedSagas> {
    const found = ids.flatMap((id) => this.#sagas.get(tx, id) ?? []);
    return Promise.resolve(new LoadedSagas(this.registry, structuredClone(found)));
  }

  save(tx: Tx, sagas: LoadedSagas): void {
    for (const changed of sagas.changed()) {
      if (changed.isNew) this.#refuseSecond(changed);
      this.#sagas.set(tx, changed.instance.id, this.#kept(tx, changed));
    }
  }

  /** Which of these messages stand in the history of the saga that they are about. */
  moved(tx: Tx, messages: readonly Message[]): Promise<ReadonlySet<string>> {
    const stands = ({ id, correlationId = '' }: Message) => this.#sagas.get(tx, correlationId)?.transitions.some(({ messageId }) => messageId === id) === true;
    return Promise.resolve(new Set(messages.filter(stands).map(({ id }) => id)));
  }

  /** The committed instances by id, each with its history. */
  get committed(): ReadonlyMap<string, Kept> {
    return this.#sagas.committed;
  }

  #kept(tx: Tx, { instance, revision, trace, createdAt, transitions }: ChangedSaga): Kept {
    const before = this.#sagas.get(tx, instance.id)?.transitions ?? [];
    return structuredClone({ instance, revision, trace, createdAt, transitions: [...before, ...transitions] });
  }

  #refuseSecond({ instance: { id, saga, businessKey } }: ChangedSaga): void {
    const others = [...this.#sagas.committed.values()].map(({ instance }) => instance);
    const taken = others.some((other) => other.id !== id && other.saga === saga && other.businessKey === businessKey);
    if (taken) throw new SagaExists(`saga ${saga} has an instance with the business key ${businessKey} already`);
  }
}
