import type { Tx } from '../../runtime/database.js';
import type { ChangedSaga } from '../store/stored.js';

/**
 * How many instances this process has seen completed, by saga. Those that were rolled back do not count: a system that
 * only throws work away would look like a fast one.
 */
export class Completions {
  readonly #counts = new Map<string, number>();

  /** Counts those that the transaction completes, once it is committed. */
  note(tx: Tx, changed: readonly ChangedSaga[]): void {
    const completed = changed.filter(({ transitions }) => transitions.some(({ lines }) => lines.some(isCompletion)));
    if (completed.length > 0) tx.afterCommit(() => completed.forEach(({ instance: { saga } }) => this.#add(saga)));
  }

  /** Grows only. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  #add(saga: string): void {
    this.#counts.set(saga, (this.#counts.get(saga) ?? 0) + 1);
  }
}

const isCompletion = ({ kind }: { readonly kind: string }): boolean => kind === 'completed';
