/** What a party did under one idempotency key: its answer for ever. */
export interface Operation {
  readonly key: string;
  readonly kind: string;
  readonly outcome: 'done' | 'refused';
  /** Why it was refused, for programs. */
  readonly code?: string;
  /** Why it was refused, for people. */
  readonly text?: string;
}

/** How a request ends: its operation, another request under the same key, or "try again". */
export type Verdict<Op extends Operation> =
  | { readonly kind: 'operation'; readonly operation: Op; readonly first: boolean }
  | { readonly kind: 'key-taken' }
  | { readonly kind: 'unavailable' };

interface Recorded<Op extends Operation> {
  readonly operation: Op;
  /** Of the request; `null` when it was planted before the request came. */
  readonly fingerprint: string | null;
}

/** A party's operations by key, those of one batch, and what the batch adds to them. */
export class OperationLog<Op extends Operation> {
  readonly #known: Map<string, Recorded<Op>>;
  readonly added: Recorded<Op>[] = [];

  constructor(rows: readonly Recorded<Op>[] = []) {
    this.#known = new Map(rows.map((row) => [row.operation.key, row]));
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** The answer that was given before, if any; a planted one stands for requests of its own kind. */
  replay(request: { readonly key: string; readonly kind: string }): Verdict<Op> | undefined {
    const known = this.#known.get(request.key);
    if (known === undefined) return undefined;
    const same =
      known.fingerprint === null ? known.operation.kind === request.kind : known.fingerprint === fingerprint(request);
    return same ? { kind: 'operation', operation: known.operation, first: false } : { kind: 'key-taken' };
  }

  record(request: { readonly key: string; readonly kind: string }, operation: Op): Verdict<Op> {
    this.#add({ operation, fingerprint: fingerprint(request) });
    return { kind: 'operation', operation, first: true };
  }

  /** Answers a request that has not come yet. */
  plant(operation: Op): void {
    this.#add({ operation, fingerprint: null });
  }

  #add(recorded: Recorded<Op>): void {
    this.#known.set(recorded.operation.key, recorded);
    this.added.push(recorded);
  }
}

/** Drawn anew for each request. */
const OWN = new Set(['id', 'isDeclined']);

/** What must be the same under one key. */
const fingerprint = (request: object): string =>
  JSON.stringify(request, (name, value: unknown) => (OWN.has(name) ? undefined : value));
