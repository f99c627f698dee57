import type { SagaLoad } from './admission.js';

/** Where the load of all processes of a service meets. */
export interface LoadSource {
  /**
   * Tells how many instances this process has completed, by saga, and reads the load of each: counted up to `atMost` in
   * flight.
   */
  exchange(
    own: ReadonlyMap<string, number>,
    sagas: readonly { readonly saga: string; readonly atMost: number }[],
  ): Promise<ReadonlyMap<string, SagaLoad>>;
}

/**
 * Adds up what every process has told, so that the sum grows only: a process that ends takes nothing away, and one that
 * is new here counts from when it was first seen.
 */
export class SumOverProcesses {
  readonly #last = new Map<string, number>();
  readonly #sums = new Map<string, number>();

  /** `completed`: what a process has completed since it started. */
  add(rows: readonly { readonly process: string; readonly saga: string; readonly completed: number }[]): void {
    const seen = new Set<string>();
    for (const { process, saga, completed } of rows) {
      const name = `${process}\u0000${saga}`;
      seen.add(name);
      const more = Math.max(0, completed - (this.#last.get(name) ?? completed));
      this.#last.set(name, completed);
      this.#sums.set(saga, (this.#sums.get(saga) ?? 0) + more);
    }
    for (const name of this.#last.keys()) if (!seen.has(name)) this.#last.delete(name);
  }

  of(saga: string): number {
    return this.#sums.get(saga) ?? 0;
  }
}
