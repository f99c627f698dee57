import type { AnswerRows, FailedAnswer } from '../calls/answer-rows.js';
import type { PendingCall } from '../calls/call.js';
import { INHERITED_AT_ONCE, CALLS_PAGE, type Line, type PartyCount, type Room } from '../calls/call-rows.js';
import { laneOf, lineOf, type OpenCall } from '../calls/open-call.js';
import type { WrittenCall } from '../calls/outgoing-calls.js';
import type { Tx } from '../runtime/database.js';

interface Row extends OpenCall {
  owner: string;
  state: 'open' | 'answered' | 'answer-failed' | 'dead';
}

interface Owner {
  aliveUntil: number;
  isGone: boolean;
}

/** The stored calls of a service, and which of its processes live, with the bounds that the tables have. */
export class CallTable implements AnswerRows {
  /** Those not settled, in pending call order. */
  readonly #open = new Map<string, Row>();
  /** By line, in pending call order. */
  readonly #lines = new Map<string, Map<string, Row>>();
  readonly #settled = { answered: 0, dead: 0 };
  readonly #owners = new Map<string, Owner>();
  #seqs = 0;

  /** `written` is called after the commit with the rows, as their writer hands them over. */
  insert(
    tx: Tx,
    calls: readonly PendingCall[],
    { owner, begins }: { readonly owner: string; readonly begins: readonly boolean[] },
    written: (rows: readonly WrittenCall[]) => void,
  ): void {
    tx.afterCommit(() => {
      const before = calls.map((pending) => [...(this.#lines.get(lineOf({ pending }))?.keys() ?? [])]);
      const rows = calls.map((pending, at) => {
        const onRecord = begins[at]! && before[at]!.length === 0;
        return { pending, openBefore: before[at]!, onRecord, seq: this.#insert(pending, owner, onRecord) };
      });
      written(rows);
    });
  }

  claim(tx: Tx, calls: readonly OpenCall[]): Promise<readonly OpenCall[]> {
    const claimed = calls.filter(({ seq, owner }) => this.#open.get(seq)?.owner === owner);
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
        else this.#putBack(Object.assign(row, { state: 'answer-failed' as const, dueAt: Date.now() + delayMs }));
      }),
    );
  }

  /** Shows that the owner lives; `false` when it was taken for dead. */
  beat(owner: string, lastsMs: number, first: boolean): boolean {
    const known = this.#owners.get(owner);
    if (!first && (known === undefined || known.isGone)) return false;
    this.#owners.set(owner, { aliveUntil: Date.now() + lastsMs, isGone: false });
    return true;
  }

  /** Takes over a page of what belongs to the dead. */
  inherit(owner: string): number {
    for (const [name, each] of this.#owners) if (name !== owner && each.aliveUntil < Date.now()) each.isGone = true;
    let given = 0;
    for (const row of this.#open.values()) {
      if (given === INHERITED_AT_ONCE) break;
      if (this.#owners.get(row.owner)?.isGone !== true) continue;
      row.owner = owner;
      given += 1;
    }
    return given;
  }

  leave(owner: string): void {
    const known = this.#owners.get(owner);
    if (known !== undefined) known.aliveUntil = -Infinity;
  }

  heads(owner: string, rooms: readonly Room[], known: readonly string[]): OpenCall[] {
    const skip = new Set(known);
    const found = rooms.flatMap((room) => this.#headsIn(owner, room, skip));
    return found.sort((one, other) => Number(one.seq) - Number(other.seq)).map((row) => this.#read(row));
  }

  firstOf(owner: string, lines: readonly Line[]): OpenCall[] {
    return lines.flatMap((line) => {
      const first = this.#lines
        .get(lineOf({ pending: line }))
        ?.values()
        .next().value;
      return first !== undefined && first.owner === owner && isDue(first) ? [this.#read(first)] : [];
    });
  }

  overdue(owner: string, known: readonly string[]): OpenCall[] {
    const skip = new Set(known);
    const late = [...this.#open.values()].filter(
      (row) =>
        row.owner === owner &&
        row.state === 'open' &&
        !row.begun &&
        (row.pending.deadline?.getTime() ?? Infinity) <= Date.now() &&
        !skip.has(row.seq) &&
        this.#isFirst(row),
    );
    late.sort((one, other) => one.pending.deadline!.getTime() - other.pending.deadline!.getTime());
    return late.slice(0, CALLS_PAGE).map((row) => this.#read(row));
  }

  countsOf(owner: string): PartyCount[] {
    const counts = new Map<string, { party: string; open: number; oldestOpenAt: number }>();
    for (const row of this.#open.values()) {
      if (row.owner !== owner) continue;
      const { party } = row.pending;
      const count = counts.get(party) ?? { party, open: 0, oldestOpenAt: row.createdAt };
      counts.set(party, { ...count, open: count.open + 1 });
    }
    return [...counts.values()];
  }

  begin(owner: string, seqs: readonly string[]): string[] {
    const mine = seqs.filter((seq) => {
      const row = this.#open.get(seq);
      return row !== undefined && row.owner === owner && row.state === 'open';
    });
    for (const seq of mine) this.#open.get(seq)!.begun = true;
    return mine;
  }

  note(owner: string, calls: readonly OpenCall[]): void {
    for (const { seq, tries, lastError, dueAt } of calls) {
      const row = this.#open.get(seq);
      if (row?.state === 'open' && row.owner === owner) Object.assign(row, { tries, lastError, dueAt });
    }
  }

  get counts(): { readonly open: number; readonly answered: number; readonly dead: number } {
    return { open: this.#open.size, ...this.#settled };
  }

  #headsIn(owner: string, { party, lane, calls, bytes, newestFirst = false }: Room, skip: ReadonlySet<string>): Row[] {
    const found: Row[] = [];
    let read = 0;
    const rows = newestFirst ? [...this.#open.values()].reverse() : this.#open.values();
    for (const row of rows) {
      if (found.length === calls || read >= bytes) break;
      if (row.owner !== owner || row.pending.party !== party || laneOf(row) !== lane || skip.has(row.seq)) continue;
      if (!isDue(row) || !this.#isFirst(row)) continue;
      found.push(row);
      read += row.bytes;
    }
    return found;
  }

  #isFirst(row: Row): boolean {
    return this.#lines.get(lineOf(row))!.values().next().value === row;
  }

  /** As it is read back: the decided message is not stored, and what stands behind it is told. */
  #read({ owner, state: _, pending: { message: __, ...pending }, ...row }: Row): OpenCall {
    const behind = [...this.#lines.get(lineOf({ pending }))!.values()].filter(
      ({ seq }) => Number(seq) > Number(row.seq),
    );
    const withdrawn =
      !row.begun && behind.some(({ state, pending: { undoes } }) => state === 'open' && undoes === pending.key);
    return { ...row, owner, pending, onRecord: row.begun, followed: behind.length > 0, withdrawn };
  }

  #insert(pending: PendingCall, owner: string, begun: boolean): string {
    this.#seqs += 1;
    const seq = String(this.#seqs);
    const bytes = (pending.cause.value?.length ?? 0) + JSON.stringify(pending.request ?? null).length;
    const times = { createdAt: Date.now(), tries: 0, answerTries: 0 };
    const row: Row = { seq, pending, owner, state: 'open', bytes, begun, onRecord: begun, ...times };
    this.#open.set(seq, row);
    const line = this.#lines.get(lineOf(row));
    if (line === undefined) this.#lines.set(lineOf(row), new Map([[seq, row]]));
    else line.set(seq, row);
    return seq;
  }

  /** It keeps its place in its line. */
  #putBack(row: Row): void {
    this.#open.set(row.seq, row);
    const line = [...(this.#lines.get(lineOf(row)) ?? []), [row.seq, row] as const];
    this.#lines.set(lineOf(row), new Map(line.sort(([one], [other]) => Number(one) - Number(other))));
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

const isDue = ({ dueAt }: Row): boolean => dueAt === undefined || dueAt <= Date.now();
