import type { AnswerRows, FailedAnswer } from '../calls/answer-rows.js';
import type { PendingCall } from '../calls/call.js';
import { lineOf, type OpenCall } from '../calls/open-call.js';
import type { WrittenCall } from '../calls/pg-outgoing-calls.js';
import type { Tx } from '../runtime/database.js';

interface Row extends OpenCall {
  owner: string;
  state: 'open' | 'answered' | 'answer-failed' | 'dead';
}

/** The stored calls of a service, and which of its processes live. */
export class CallTable implements AnswerRows {
  /** Those not settled. */
  readonly #open = new Map<string, Row>();
  readonly #lines = new Map<string, Set<string>>();
  readonly #settled = { answered: 0, dead: 0 };
  readonly #aliveUntil = new Map<string, number>();
  #seqs = 0;

  /** `written` is called after the commit with the rows, as their writer hands them over. */
  insert(tx: Tx, calls: readonly PendingCall[], owner: string, written: (rows: readonly WrittenCall[]) => void): void {
    tx.afterCommit(() => {
      const before = calls.map((pending) => [...(this.#lines.get(lineOf({ pending })) ?? [])]);
      const rows = calls.map((pending, at) => ({
        pending,
        openBefore: before[at]!,
        seq: this.#insert(pending, owner),
      }));
      written(rows);
    });
  }

  claim(tx: Tx, calls: readonly OpenCall[]): Promise<readonly OpenCall[]> {
    const claimed = calls.filter(({ seq }) => this.#open.has(seq));
    tx.afterCommit(() => claimed.forEach(({ seq, answer }) => this.#settle(seq, answer)));
    return Promise.resolve(claimed);
  }

  fail(tx: Tx, failures: readonly FailedAnswer[]): void {
    // Before the claim of the same transaction takes them out.
    const rows = failures.map(({ call }) => this.#open.get(call.seq)!);
    tx.afterCommit(() =>
      failures.forEach(({ call, tries, error, delayMs }, at) => {
        const row = Object.assign(rows[at]!, { answer: call.answer, answerTries: tries, lastError: error.message });
        this.#settled.answered -= 1;
        if (delayMs === undefined) this.#settled.dead += 1;
        else this.#put(Object.assign(row, { state: 'answer-failed' as const, dueAt: Date.now() + delayMs }));
      }),
    );
  }

  /** Shows that the owner lives; `false` when it was taken for dead. Takes over what belongs to the dead. */
  beat(owner: string, lastsMs: number, first: boolean): boolean {
    const now = Date.now();
    if (!first && !this.#aliveUntil.has(owner)) return false;
    this.#aliveUntil.set(owner, now + lastsMs);
    for (const [each, until] of this.#aliveUntil) if (until < now) this.#aliveUntil.delete(each);
    for (const row of this.#open.values()) if (!this.#aliveUntil.has(row.owner)) row.owner = owner;
    return true;
  }

  /** The owner's open calls that are not in `known` and that no other's call comes before, in pending call order. */
  openOf(owner: string, known: readonly string[]): OpenCall[] {
    const skip = new Set(known);
    const others = new Map<string, number>();
    for (const row of this.#open.values())
      if (row.owner !== owner) others.set(lineOf(row), Math.min(others.get(lineOf(row)) ?? Infinity, Number(row.seq)));
    const mine = [...this.#open.values()].filter(
      (row) => row.owner === owner && !skip.has(row.seq) && !(Number(row.seq) > (others.get(lineOf(row)) ?? Infinity)),
    );
    return mine.sort((one, other) => Number(one.seq) - Number(other.seq)).map(stored);
  }

  note(calls: readonly OpenCall[]): void {
    for (const { seq, tries, lastError, dueAt } of calls) {
      const row = this.#open.get(seq);
      if (row?.state === 'open') Object.assign(row, { tries, lastError, dueAt });
    }
  }

  leave(owner: string): void {
    this.#aliveUntil.delete(owner);
  }

  get counts(): { readonly open: number; readonly answered: number; readonly dead: number } {
    return { open: this.#open.size, ...this.#settled };
  }

  #insert(pending: PendingCall, owner: string): string {
    this.#seqs += 1;
    const seq = String(this.#seqs);
    this.#put({
      seq,
      pending,
      owner,
      state: 'open',
      createdAt: Date.now(),
      maybeCalled: false,
      tries: 0,
      answerTries: 0,
    });
    return seq;
  }

  #put(row: Row): void {
    this.#open.set(row.seq, row);
    const line = this.#lines.get(lineOf(row));
    if (line === undefined) this.#lines.set(lineOf(row), new Set([row.seq]));
    else line.add(row.seq);
  }

  #settle(seq: string, answer: OpenCall['answer']): void {
    const row = this.#open.get(seq);
    if (row === undefined) return;
    Object.assign(row, { state: 'answered', answer });
    this.#open.delete(seq);
    const line = this.#lines.get(lineOf(row))!;
    line.delete(seq);
    if (line.size === 0) this.#lines.delete(lineOf(row));
    this.#settled.answered += 1;
  }
}

/** As it is read back: a pending call that somebody finds may have been called, and the decided message is not stored. */
function stored({ owner: _, state: __, pending: { message: ___, ...pending }, ...row }: Row): OpenCall {
  return { ...row, pending, maybeCalled: true };
}
