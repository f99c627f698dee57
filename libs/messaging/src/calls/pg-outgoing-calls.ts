import type { Tx } from '../runtime/database.js';
import { documents, documentsIn } from '../runtime/sql/documents.js';
import type { PendingCall } from './call.js';
import type { OutgoingCalls } from './outgoing-calls.js';

/** A pending call that was just committed, as its writer hands it over. */
export interface WrittenCall {
  readonly seq: string;
  readonly pending: PendingCall;
  /** Open calls of its line when it was written: under the lock of its key, so there are no others before it. */
  readonly openBefore: readonly string[];
}

/** Who is told after the commit; the caller. */
export interface CallListener {
  /** Whose calls the pending calls are from the start. */
  readonly owner: string;
  /** `owner` at the time of writing. */
  onWritten(written: readonly WrittenCall[], owner: string): void;
}

const WRITE = `INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, deadline, owner)
  SELECT id, party, operation, key, ordering_key, request, cause, deadline, $9
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], ${documentsIn('$6')}, ${documentsIn('$7')}, $8::timestamptz[])
    WITH ORDINALITY AS i (id, party, operation, key, ordering_key, request, cause, deadline, n) ORDER BY n
  RETURNING seq, ARRAY(SELECT o.seq FROM messaging.call o
    WHERE o.party = call.party AND o.ordering_key = call.ordering_key AND o.state IN ('open', 'answer-failed')) AS before`;

/** OutgoingCalls in PostgreSQL: one statement for all of a transaction. */
export class PgOutgoingCalls implements OutgoingCalls {
  constructor(private readonly listener: CallListener) {}

  write(tx: Tx, calls: readonly PendingCall[]): void {
    if (calls.length === 0) return;
    let written: readonly WrittenCall[] = [];
    const { owner } = this.listener;
    const rows = tx.sql<{ seq: string; before: string[] }>(WRITE, [...columns(calls), owner]);
    rows.then(
      (returned) =>
        (written = calls.map((pending, at) => ({ pending, seq: returned[at]!.seq, openBefore: returned[at]!.before }))),
      () => undefined,
    );
    tx.afterCommit(() => this.listener.onWritten(written, owner));
  }
}

const columns = (calls: readonly PendingCall[]) => [
  calls.map(({ id }) => id),
  calls.map(({ party }) => party),
  calls.map(({ operation }) => operation),
  calls.map(({ key }) => key),
  calls.map(({ orderingKey }) => orderingKey),
  ...storedCalls(calls),
  calls.map(({ deadline }) => deadline?.toISOString() ?? null),
];

/** The columns request and cause, read by `documentsIn`. */
export const storedCalls = (calls: readonly Pick<PendingCall, 'request' | 'cause'>[]): [string, string] => [
  documents(calls.map(({ request }) => request ?? null)),
  documents(calls.map(({ cause }) => cause)),
];
