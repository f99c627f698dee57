import type { WireRecord } from '../message/message.js';
import type { Database } from '../runtime/database.js';
import { untraced } from '../tracing/context.js';
import {
  INHERITED_AT_ONCE,
  CALLS_PAGE,
  type CallOwners,
  type CallRecords,
  type CallRows,
  type Line,
  type PartyCount,
  type Room,
} from './call-rows.js';
import type { OpenCall } from './open-call.js';

const OPEN = "state IN ('open', 'answer-failed')";
const SAME_LINE = (other: string) => `${other}.party = c.party AND ${other}.ordering_key = c.ordering_key`;
const IS_FIRST = `NOT EXISTS (SELECT FROM messaging.call e WHERE e.${OPEN} AND ${SAME_LINE('e')} AND e.seq < c.seq)`;
const IS_DUE = '(c.due_at IS NULL OR c.due_at <= clock_timestamp())';
const COLUMNS = `c.seq, c.id, c.party, c.operation, c.key, c.ordering_key, c.request, c.cause, c.deadline, c.undoes, c.tries, c.last_error, c.answer, c.answer_tries,
    c.begun_at IS NOT NULL AS begun, octet_length(c.request) + octet_length(c.cause) AS bytes,
    EXISTS (SELECT FROM messaging.call f WHERE f.${OPEN} AND ${SAME_LINE('f')} AND f.seq > c.seq) AS followed,
    c.begun_at IS NULL AND EXISTS (SELECT FROM messaging.call u WHERE u.state = 'open' AND ${SAME_LINE('u')} AND u.undoes = c.key AND u.seq > c.seq) AS withdrawn,
    extract(epoch FROM c.created_at)::float8 * 1000 AS created_at, extract(epoch FROM c.due_at)::float8 * 1000 AS due_at`;

const heads = (
  order: 'ASC' | 'DESC',
) => `SELECT h.* FROM unnest($2::text[], $3::smallint[], $4::int[], $5::bigint[]) AS w (party, lane, most, room)
  CROSS JOIN LATERAL (
    SELECT n.*, sum(n.bytes) OVER (ORDER BY n.seq ${order}) - n.bytes AS before FROM (
      SELECT ${COLUMNS} FROM messaging.call c
      WHERE c.owner = $1 AND c.party = w.party AND c.lane = w.lane AND c.${OPEN} AND c.seq <> ALL($6::bigint[]) AND ${IS_DUE} AND ${IS_FIRST}
      ORDER BY c.seq ${order} LIMIT w.most) n) h
  WHERE h.before < w.room ORDER BY h.seq`;
const OLDEST_HEADS = heads('ASC');
const NEWEST_HEADS = heads('DESC');
const FIRST_OF = `SELECT f.* FROM unnest($2::text[], $3::text[]) AS w (party, ordering_key)
  CROSS JOIN LATERAL (
    SELECT ${COLUMNS}, c.owner FROM messaging.call c WHERE c.party = w.party AND c.ordering_key = w.ordering_key AND c.${OPEN} ORDER BY c.seq LIMIT 1) f
  WHERE f.owner = $1 AND (f.due_at IS NULL OR f.due_at <= extract(epoch FROM clock_timestamp())::float8 * 1000) ORDER BY f.seq`;
const OVERDUE = `SELECT ${COLUMNS} FROM messaging.call c
  WHERE c.owner = $1 AND c.state = 'open' AND c.begun_at IS NULL AND c.deadline <= clock_timestamp() AND c.seq <> ALL($2::bigint[]) AND ${IS_FIRST}
  ORDER BY c.deadline LIMIT ${CALLS_PAGE}`;
const COUNTS = `SELECT n.party, n.open::int AS open, extract(epoch FROM c.created_at)::float8 * 1000 AS "oldestOpenAt"
  FROM (SELECT party, count(*) AS open, min(seq) AS seq FROM messaging.call WHERE owner = $1 AND ${OPEN} GROUP BY party) n JOIN messaging.call c USING (seq)`;
const BEGIN = `UPDATE messaging.call SET begun_at = coalesce(begun_at, clock_timestamp())
  WHERE seq = ANY($2::bigint[]) AND owner = $1 AND state = 'open' RETURNING seq`;
const NOTE = `UPDATE messaging.call c SET tries = n.tries, last_error = n.error, due_at = n.due
  FROM unnest($2::bigint[], $3::int[], $4::text[], $5::timestamptz[]) AS n (seq, tries, error, due) WHERE c.seq = n.seq AND c.owner = $1 AND c.state = 'open'`;
const BEAT = `SELECT messaging.beat_caller($1, $2, make_interval(secs => $3::float8 / 1000), $4) AS alive, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`;
const INHERIT = `SELECT CASE WHEN EXISTS (SELECT FROM messaging.caller WHERE alive_until < clock_timestamp())
    THEN messaging.inherit_calls($1, $2) ELSE 0 END AS given`;
const LEAVE = "UPDATE messaging.caller SET alive_until = '-infinity' WHERE id = $1";

interface Row {
  readonly seq: string;
  readonly id: string;
  readonly party: string;
  readonly operation: string;
  readonly key: string;
  readonly ordering_key: string;
  readonly request: string;
  readonly cause: string;
  readonly deadline: Date | null;
  readonly undoes: string | null;
  readonly tries: number;
  readonly last_error: string | null;
  readonly answer: string | null;
  readonly answer_tries: number;
  readonly begun: boolean;
  readonly bytes: number;
  readonly followed: boolean;
  readonly withdrawn: boolean;
  readonly created_at: number;
  readonly due_at: number | null;
}

/** Calls in PostgreSQL. */
export class PgCallRows implements CallOwners, CallRows, CallRecords {
  constructor(private readonly database: Pick<Database, 'query'>) {}

  async beat(
    owner: string,
    { name, lastsMs, first }: { readonly name: string; readonly lastsMs: number; readonly first: boolean },
  ): Promise<{ alive: boolean; now: number }> {
    const [row] = await this.#query<{ alive: boolean; now: number }>(BEAT, [owner, name, lastsMs, first]);
    return row!;
  }

  async inherit(owner: string): Promise<number> {
    const [row] = await this.#query<{ given: number }>(INHERIT, [owner, INHERITED_AT_ONCE]);
    return row!.given;
  }

  async leave(owner: string): Promise<void> {
    await this.#query(LEAVE, [owner]);
  }

  async heads(owner: string, rooms: readonly Room[], known: readonly string[]): Promise<OpenCall[]> {
    const read = async (text: string, wanted: readonly Room[]): Promise<OpenCall[]> =>
      wanted.length === 0 ? [] : this.#calls(owner, text, [...roomColumns(wanted), known]);
    const newest = rooms.filter(({ newestFirst }) => newestFirst === true);
    const oldest = rooms.filter(({ newestFirst }) => newestFirst !== true);
    return [...(await read(OLDEST_HEADS, oldest)), ...(await read(NEWEST_HEADS, newest))];
  }

  firstOf(owner: string, lines: readonly Line[]): Promise<OpenCall[]> {
    return this.#calls(owner, FIRST_OF, [lines.map(({ party }) => party), lines.map(({ orderingKey }) => orderingKey)]);
  }

  overdue(owner: string, known: readonly string[]): Promise<OpenCall[]> {
    return this.#calls(owner, OVERDUE, [known]);
  }

  counts(owner: string): Promise<PartyCount[]> {
    return this.#query<PartyCount>(COUNTS, [owner]);
  }

  async begin(owner: string, seqs: readonly string[]): Promise<string[]> {
    return (await this.#query<{ seq: string }>(BEGIN, [owner, seqs])).map(({ seq }) => seq);
  }

  async note(owner: string, calls: readonly OpenCall[]): Promise<void> {
    await this.#query(NOTE, [
      owner,
      calls.map(({ seq }) => seq),
      calls.map(({ tries }) => tries),
      calls.map(({ lastError }) => lastError ?? null),
      calls.map(({ dueAt }) => (dueAt === undefined ? null : new Date(dueAt).toISOString())),
    ]);
  }

  async #calls(owner: string, text: string, values: readonly unknown[]): Promise<OpenCall[]> {
    return (await this.#query<Row>(text, [owner, ...values])).map((row) => openCall(owner, row));
  }

  #query<R extends object>(text: string, values: readonly unknown[]): Promise<R[]> {
    return untraced(() => this.database.query<R>(text, values));
  }
}

const roomColumns = (rooms: readonly Room[]) => [
  rooms.map(({ party }) => party),
  rooms.map(({ lane }) => lane),
  rooms.map(({ calls }) => calls),
  rooms.map(({ bytes }) => bytes),
];

const openCall = (owner: string, row: Row): OpenCall => ({
  seq: row.seq,
  owner,
  pending: {
    id: row.id,
    party: row.party,
    operation: row.operation,
    key: row.key,
    orderingKey: row.ordering_key,
    request: JSON.parse(row.request) as unknown,
    cause: JSON.parse(row.cause) as WireRecord,
    ...(row.deadline === null ? {} : { deadline: row.deadline }),
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
  },
  createdAt: row.created_at,
  bytes: row.bytes,
  begun: row.begun,
  onRecord: row.begun,
  followed: row.followed,
  withdrawn: row.withdrawn,
  tries: row.tries,
  answerTries: row.answer_tries,
  ...(row.last_error === null ? {} : { lastError: row.last_error }),
  ...(row.due_at === null ? {} : { dueAt: row.due_at }),
  ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as NonNullable<OpenCall['answer']> }),
});
