import { Recent } from '../runtime/recent.js';
import { lineOf, type OpenCall } from './open-call.js';

/** Calls in memory before pending calls handed over are left to be read again later. */
const MAX_OPEN = 5_000;
/** Settled calls still known, because a statement that ran before may name them. */
const REMEMBERED = 4_096;

/**
 * Open calls in lines: at most one of a line is made at a time, in pending call order. Invariant: when a call stands in a line, every earlier
 * open pending call of that line stands before it. A pending call is handed over with the open pending calls of its line that its
 * transaction saw under the lock of the key, which are all there were; if one of them is not known here it is another
 * instance's, or was missed, and the pending call waits until it is read from the table.
 */
export class OrderedCalls {
  readonly #lines = new Map<string, OpenCall[]>();
  readonly #open = new Set<string>();
  readonly #settled = new Recent(REMEMBERED);

  /** `false`: leave it to be read. */
  offer(call: OpenCall, openBefore: readonly string[]): boolean {
    if (this.#open.has(call.seq) || this.#settled.has(call.seq)) return true;
    if (!this.hasRoom || !openBefore.every((seq) => this.#open.has(seq) || this.#settled.has(seq))) return false;
    this.#append(call);
    return true;
  }

  /** Takes what was read from the table, in pending call order; gives back what was not known. */
  append(calls: readonly OpenCall[]): OpenCall[] {
    const fresh = calls.filter(({ seq }) => !this.#open.has(seq) && !this.#settled.has(seq));
    for (const call of fresh) this.#append(call);
    return fresh;
  }

  /** Whether nothing of its line comes before it. */
  isFirst(call: OpenCall): boolean {
    return this.#lines.get(lineOf(call))?.[0] === call;
  }

  /** Takes a settled call out; gives the one that is now first, if any. */
  settle(call: OpenCall): OpenCall | undefined {
    const line = this.#lines.get(lineOf(call));
    if (line?.[0] !== call) return undefined;
    line.shift();
    this.#open.delete(call.seq);
    this.#settled.add(call.seq);
    if (line.length === 0) this.#lines.delete(lineOf(call));
    return line[0];
  }

  /** They belong to somebody else now. */
  clear(): void {
    this.#lines.clear();
    this.#open.clear();
  }

  get hasRoom(): boolean {
    return this.#open.size < MAX_OPEN;
  }

  get known(): readonly string[] {
    return [...this.#open];
  }

  #append(call: OpenCall): void {
    const line = this.#lines.get(lineOf(call));
    if (line === undefined) this.#lines.set(lineOf(call), [call]);
    else line.push(call);
    this.#open.add(call.seq);
  }
}
