import type { Tx } from '../runtime/database.js';
import { documents, documentsIn } from '../runtime/sql/documents.js';
import type { Intent } from './call.js';
import type { Intents } from './outgoing-calls.js';

/** An intent that was just committed, as its writer hands it over. */
export interface WrittenIntent {
  readonly seq: string;
  readonly intent: Intent;
  /** Open calls of its line when it was written: under the lock of its key, so there are no others before it. */
  readonly openBefore: readonly string[];
}

/** Who is told after the commit; the caller. */
export interface IntentListener {
  /** Whose calls the intents are from the start. */
  readonly owner: string;
  /** `owner` at the time of writing. */
  onWritten(written: readonly WrittenIntent[], owner: string): void;
}

const WRITE = `INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, deadline, owner)
  SELECT id, party, operation, key, ordering_key, request, cause, deadline, $9
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], ${documentsIn('$6')}, ${documentsIn('$7')}, $8::timestamptz[])
    WITH ORDINALITY AS i (id, party, operation, key, ordering_key, request, cause, deadline, n) ORDER BY n
  RETURNING seq, ARRAY(SELECT o.seq FROM messaging.call o
    WHERE o.party = call.party AND o.ordering_key = call.ordering_key AND o.state IN ('open', 'answer-failed')) AS before`;

/** Intents in PostgreSQL: one statement for all of a transaction. */
export class PgIntents implements Intents {
  constructor(private readonly listener: IntentListener) {}

  write(tx: Tx, intents: readonly Intent[]): void {
    if (intents.length === 0) return;
    let written: readonly WrittenIntent[] = [];
    const { owner } = this.listener;
    const rows = tx.sql<{ seq: string; before: string[] }>(WRITE, [...columns(intents), owner]);
    rows.then((returned) => (written = intents.map((intent, at) => ({ intent, seq: returned[at]!.seq, openBefore: returned[at]!.before }))), () => undefined);
    tx.afterCommit(() => this.listener.onWritten(written, owner));
  }
}

const columns = (intents: readonly Intent[]) => [
  intents.map(({ id }) => id), intents.map(({ party }) => party), intents.map(({ operation }) => operation), intents.map(({ key }) => key),
  intents.map(({ orderingKey }) => orderingKey), ...storedIntents(intents),
  intents.map(({ deadline }) => deadline?.toISOString() ?? null),
];

/** The columns request and cause, read by `documentsIn`. */
export const storedIntents = (intents: readonly Pick<Intent, 'request' | 'cause'>[]): [string, string] =>
  [documents(intents.map(({ request }) => request ?? null)), documents(intents.map(({ cause }) => cause))];
