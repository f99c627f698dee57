import type { Tx } from '../runtime/database.js';
import { documents, documentsIn } from '../runtime/sql/documents.js';
import type { PendingCall } from './call.js';
import type { CallListener, OperationName, OutgoingCalls, WrittenCall } from './outgoing-calls.js';

/** One that is expected to begin soon is on record as begun from the start, where it is the first of its line. */
const WRITE = `INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, deadline, undoes, owner, begun_at)
  SELECT id, party, operation, key, ordering_key, request, cause, deadline, undoes, $11, CASE WHEN begins AND NOT EXISTS (
      SELECT FROM messaging.call o WHERE o.party = i.party AND o.ordering_key = i.ordering_key AND o.state IN ('open', 'answer-failed')) THEN now() END
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], ${documentsIn('$6')}, ${documentsIn('$7')}, $8::timestamptz[], $9::text[], $10::bool[])
    WITH ORDINALITY AS i (id, party, operation, key, ordering_key, request, cause, deadline, undoes, begins, n) ORDER BY n
  RETURNING seq, begun_at IS NOT NULL AS begun, ARRAY(SELECT o.seq FROM messaging.call o
    WHERE o.party = call.party AND o.ordering_key = call.ordering_key AND o.state IN ('open', 'answer-failed')) AS before`;

/** OutgoingCalls in PostgreSQL: one statement for all of a transaction. */
export class PgOutgoingCalls implements OutgoingCalls {
  constructor(private readonly listener: CallListener) {}

  knows(operation: OperationName): boolean {
    return this.listener.knows?.(operation) ?? true;
  }

  write(tx: Tx, calls: readonly PendingCall[]): void {
    if (calls.length === 0) return;
    let written: readonly WrittenCall[] = [];
    const { owner } = this.listener;
    const values = [...columns(calls), this.listener.beginAtOnce(calls), owner];
    const rows = tx.sql<{ seq: string; begun: boolean; before: string[] }>(WRITE, values);
    rows.then(
      (returned) =>
        (written = calls.map((pending, at) => {
          const { seq, begun, before } = returned[at]!;
          return { pending, seq, onRecord: begun, openBefore: before };
        })),
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
  calls.map(({ undoes }) => undoes ?? null),
];

/** The columns request and cause, read by `documentsIn`. */
export const storedCalls = (calls: readonly Pick<PendingCall, 'request' | 'cause'>[]): [string, string] => [
  documents(calls.map(({ request }) => request ?? null)),
  documents(calls.map(({ cause }) => cause)),
];
