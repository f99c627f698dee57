import type { Tx } from '../runtime/database.js';
import type { StoreLink } from './link.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import type { SagaRows } from './saga-table.js';
import {
  DUE_PAGE,
  POSTPONED_MS,
  type DuePage,
  type DueSaga,
  type DueSagas,
  type Postponed,
} from '../saga/deadlines/due-sagas.js';

/** Overdue instances in memory, by this process's clock. */
export class MemoryDueSagas implements DueSagas {
  constructor(
    private readonly rows: SagaRows,
    private readonly registry: SagaRegistry,
    private readonly link: StoreLink,
  ) {}

  due(after?: DueSaga): Promise<DuePage> {
    return this.link(() => this.#due(Date.now(), after));
  }

  postpone(tx: Tx, instances: readonly Postponed[]): void {
    const now = Date.now();
    for (const { sagaId, messageId, error } of instances) {
      const transition = {
        at: new Date(now),
        messageId,
        traceId: undefined,
        lines: [{ kind: 'failed' as const, detail: `its deadline: ${String(error)}` }],
      };
      this.rows.postpone(
        tx,
        sagaId,
        { from: now, to: now + POSTPONED_MS },
        error === undefined ? undefined : transition,
      );
    }
  }

  #due(now: number, after: DueSaga | undefined): DuePage {
    const waiting = [...this.rows.dues].filter(([id]) => this.#knows(id)).sort(inOrder);
    const next = waiting.find(([, due]) => due > now);
    const begins: Due = after === undefined ? ['', -Infinity] : [after.id, after.lookAt.getTime()];
    return {
      due: waiting
        .filter((each) => each[1] <= now && inOrder(each, begins) > 0)
        .slice(0, DUE_PAGE)
        .map(([id, due]) => this.#view(id, due)),
      asOf: new Date(now),
      ...(next === undefined ? {} : { nextIn: next[1] - now }),
    };
  }

  #view(id: string, due: number): DueSaga {
    const { instance, trace } = this.rows.committed.get(id)!;
    return { id, businessKey: instance.businessKey, dueAt: new Date(due), lookAt: new Date(due), trace };
  }

  /** Instances of a version that this process does not know are left to one that does. */
  #knows(id: string): boolean {
    const { saga, version } = this.rows.committed.get(id)!.instance;
    return this.registry.has(saga, version);
  }
}

type Due = readonly [id: string, due: number];
const inOrder = ([id, due]: Due, [otherId, other]: Due): number =>
  due - other || (id < otherId ? -1 : Number(id > otherId));
