import type { Database } from '../runtime/database.js';
import type { WireRecord } from '../message/message.js';
import { untraced } from '../tracing/context.js';
import type { OpenCall } from './open-call.js';

/** Open calls as the instance that owns them sees them. */
export interface CallRows {
  /** Shows that the owner lives, for `lastsMs`, and takes over the calls of owners that do not. `alive: false`: it was itself taken for dead. `now` is database time. */
  beat(
    owner: string,
    options: { readonly name: string; readonly lastsMs: number; readonly first: boolean },
  ): Promise<{ readonly alive: boolean; readonly now: number }>;
  /** The owner's open calls that are not in `known` and that no other's call comes before, in pending call order. */
  open(owner: string, known: readonly string[]): Promise<OpenCall[]>;
  /** Puts failed attempts on record, for people to see and for an heir to go on from. */
  note(calls: readonly OpenCall[]): Promise<void>;
  /** The owner is gone: others may take over at once. */
  leave(owner: string): Promise<void>;
}

const BATCH = 500;

const BEAT = `SELECT messaging.beat_caller($1, $2, make_interval(secs => $3::float8 / 1000), $4) AS alive, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`;
const OPEN = `SELECT seq, id, party, operation, key, ordering_key, request, cause, deadline, tries, last_error, answer, answer_tries,
    extract(epoch FROM created_at)::float8 * 1000 AS created_at, extract(epoch FROM due_at)::float8 * 1000 AS due_at
  FROM messaging.call c WHERE state IN ('open', 'answer-failed') AND owner = $1 AND seq <> ALL($2::bigint[]) AND NOT EXISTS (
    SELECT FROM messaging.call e WHERE e.state IN ('open', 'answer-failed') AND e.party = c.party AND e.ordering_key = c.ordering_key AND e.seq < c.seq AND e.owner <> $1)
  ORDER BY seq LIMIT ${BATCH}`;
const NOTE = `UPDATE messaging.call c SET tries = n.tries, last_error = n.error, due_at = n.due
  FROM unnest($1::bigint[], $2::int[], $3::text[], $4::timestamptz[]) AS n (seq, tries, error, due) WHERE c.seq = n.seq AND c.state = 'open'`;

interface Row {
  seq: string;
  id: string;
  party: string;
  operation: string;
  key: string;
  ordering_key: string;
  request: string;
  cause: string;
  deadline: Date | null;
  tries: number;
  last_error: string | null;
  answer: string | null;
  answer_tries: number;
  created_at: number;
  due_at: number | null;
}

/** Calls in PostgreSQL. */
export class PgCallRows implements CallRows {
  constructor(private readonly database: Pick<Database, 'query'>) {}

  async beat(
    owner: string,
    { name, lastsMs, first }: { readonly name: string; readonly lastsMs: number; readonly first: boolean },
  ): Promise<{ alive: boolean; now: number }> {
    const [row] = await this.#query<{ alive: boolean; now: number }>(BEAT, [owner, name, lastsMs, first]);
    return row!;
  }

  async open(owner: string, known: readonly string[]): Promise<OpenCall[]> {
    return (await this.#query<Row>(OPEN, [owner, known])).map(openCall);
  }

  async note(calls: readonly OpenCall[]): Promise<void> {
    const due = calls.map(({ dueAt }) => (dueAt === undefined ? null : new Date(dueAt).toISOString()));
    await this.#query(NOTE, [
      calls.map(({ seq }) => seq),
      calls.map(({ tries }) => tries),
      calls.map(({ lastError }) => lastError ?? null),
      due,
    ]);
  }

  async leave(owner: string): Promise<void> {
    await this.#query('DELETE FROM messaging.caller WHERE id = $1', [owner]);
  }

  #query<R extends object>(text: string, values: readonly unknown[]): Promise<R[]> {
    return untraced(() => this.database.query<R>(text, values));
  }
}

const openCall = (row: Row): OpenCall => ({
  seq: row.seq,
  pending: {
    id: row.id,
    party: row.party,
    operation: row.operation,
    key: row.key,
    orderingKey: row.ordering_key,
    request: JSON.parse(row.request) as unknown,
    cause: JSON.parse(row.cause) as WireRecord,
    ...(row.deadline === null ? {} : { deadline: row.deadline }),
  },
  createdAt: row.created_at,
  maybeCalled: true,
  tries: row.tries,
  answerTries: row.answer_tries,
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
  ...(row.due_at === null ? {} : { dueAt: row.due_at }),
  ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as NonNullable<OpenCall['answer']> }),
});
