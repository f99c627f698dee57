import type { Logger } from '../runtime/logger.js';
import { silent } from '../runtime/logger.js';
import type { Store } from '../handler/handler.js';
import type { Tx } from '../runtime/database.js';
import type { Outage } from '../saga/engine/stand-still.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import { LoadedSagas } from '../saga/store/loaded-sagas.js';
import { SagaRows, type Kept } from './saga-table.js';
import { Completions } from '../saga/admission/completions.js';
import { tellStuck } from '../saga/store/tell-stuck.js';

/**
 * Saga instances in memory, for simulations and specs. Instances are values: nobody copies them, since nobody changes
 * them.
 */
export class MemorySagaStore implements Store<string, LoadedSagas> {
  readonly completions = new Completions();
  /** As the watch over deadlines has heard of them. */
  outages: readonly Outage[] = [];

  /** `rows`: where another store has left them. @default none */
  constructor(
    private readonly registry: SagaRegistry,
    readonly rows: SagaRows = new SagaRows(),
    private readonly log: Logger = silent,
  ) {}

  load(tx: Tx, ids: readonly string[]): Promise<LoadedSagas> {
    const found = ids.flatMap((id) => this.rows.get(tx, id) ?? []);
    return Promise.resolve(
      new LoadedSagas(
        this.registry,
        found.map(({ instance, revision, trace, createdAt }) => ({ instance, revision, trace, createdAt })),
        this.outages,
      ),
    );
  }

  save(tx: Tx, sagas: LoadedSagas): void {
    const changed = sagas.changed();
    for (const each of changed) this.rows.put(tx, each);
    this.completions.note(tx, changed);
    tellStuck(tx, changed, this.log);
  }

  /** The committed instances by id, each with its history. */
  get committed(): ReadonlyMap<string, Kept> {
    return this.rows.committed;
  }
}
