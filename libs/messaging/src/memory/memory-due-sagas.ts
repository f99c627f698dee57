import type { Tx } from '../runtime/database.js';
import type { Link } from './link.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import type { SagaRows } from './saga-table.js';
import type { DueNow, DueSagas, FailedDeadline } from '../saga/deadlines/due-sagas.js';

const AT_ONCE = 200;
const POSTPONED_MS = 60_000;

/** Overdue instances in memory, by this process's clock. */
export class MemoryDueSagas implements DueSagas {
  constructor(
    private readonly rows: SagaRows,
    private readonly registry: SagaRegistry,
    private readonly link: Link,
  ) {}

  due(): Promise<DueNow> {
    return this.link(() => this.#due(Date.now()));
  }

  postpone(tx: Tx, failures: readonly FailedDeadline[]): void {
    const now = Date.now();
    for (const { sagaId, messageId, error } of failures) {
      this.rows.postpone(tx, sagaId, now + POSTPONED_MS, {
        at: new Date(now),
        messageId,
        traceId: undefined,
        lines: [{ kind: 'failed', detail: `its deadline: ${String(error)}` }],
      });
    }
  }

  #due(now: number): DueNow {
    const waiting = [...this.rows.dues].filter(([id]) => this.#knows(id)).sort(([, one], [, other]) => one - other);
    const next = waiting.find(([, due]) => due > now);
    return {
      due: waiting
        .filter(([, due]) => due <= now)
        .slice(0, AT_ONCE)
        .map(([id, due]) => this.#view(id, due)),
      ...(next === undefined ? {} : { nextIn: next[1] - now }),
    };
  }

  #view(id: string, due: number): DueNow['due'][number] {
    const { instance, trace } = this.rows.committed.get(id)!;
    return { id, businessKey: instance.businessKey, dueAt: new Date(due), trace };
  }

  /** Instances of a version that this process does not know are left to one that does. */
  #knows(id: string): boolean {
    const { saga, version } = this.rows.committed.get(id)!.instance;
    return this.registry.has(saga, version);
  }
}
