import type { Logger } from '../../handler/logger.js';
import { silent } from '../../handler/logger.js';
import type { Store, Tx } from '../../handler/handler.js';
import type { SagaRegistry } from '../registry.js';
import { LoadedSagas } from './loaded-sagas.js';
import { SagaRows, type Kept } from './saga-rows.js';
import { tellStuck } from './tell-stuck.js';

/** Saga instances in memory, for simulations and specs. Instances are values: nobody copies them, since nobody changes them. */
export class MemorySagaStore implements Store<string, LoadedSagas> {
  /** `rows`: where another store has left them. @default none */
  constructor(private readonly registry: SagaRegistry, readonly rows: SagaRows = new SagaRows(), private readonly log: Logger = silent) {}

  load(tx: Tx, ids: readonly string[]): Promise<LoadedSagas> {
    const found = ids.flatMap((id) => this.rows.get(tx, id) ?? []);
    return Promise.resolve(new LoadedSagas(this.registry, found.map(({ instance, revision, trace, createdAt }) => ({ instance, revision, trace, createdAt }))));
  }

  save(tx: Tx, sagas: LoadedSagas): void {
    const changed = sagas.changed();
    for (const each of changed) this.rows.put(tx, each);
    tellStuck(tx, changed, this.log);
  }

  /** The committed instances by id, each with its history. */
  get committed(): ReadonlyMap<string, Kept> {
    return this.rows.committed;
  }
}
