import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { TraceHeaders } from '../../message/message.js';
import type { Failure } from '../../runtime/failure.js';
import { DEFAULT_LIMIT } from './parking-options.js';
import type { Disposition, ParkedHead, ParkedHeads, SequenceRef } from '../ports.js';
import { pairsOf, undoes } from '../undos/pg-undos.js';
import type { UndoneTypes } from '../undos/undos.js';
import { recordFromRow, storedSequence, type StoredRecordRow } from '../dead-letters/stored-record.js';

const FIRST = `SELECT * FROM messaging.parked_message m WHERE m.topic = s.topic AND m.key = s.key ORDER BY passes DESC, position LIMIT 1`;
const DUE = `SELECT m.*, s.topic, s.key, s.tries FROM (
    SELECT topic, key, tries FROM messaging.parked_sequence WHERE due_at <= now() ORDER BY due_at LIMIT $1
  ) s LEFT JOIN LATERAL (${FIRST}) m ON true`;
const NEXT = `SELECT 1000 * extract(epoch FROM min(due_at) - now())::float8 AS ms FROM messaging.parked_sequence`;

const ASKED = '(SELECT * FROM unnest($1::text[], $2::text[]))';
const LOCK = `SELECT topic, key FROM messaging.parked_sequence WHERE (topic, key) IN ${ASKED} AND due_at <= now() ORDER BY topic, key FOR UPDATE SKIP LOCKED`;
/** A statement of its own: its snapshot is taken after the lock, so it sees what the lock's last holder left. */
const REREAD = `SELECT m.topic, m.key, m.position FROM messaging.parked_sequence s CROSS JOIN LATERAL (${FIRST}) m
  WHERE (s.topic, s.key) IN ${ASKED} AND s.due_at <= now()`;

const REMOVE = `WITH gone AS (
    DELETE FROM messaging.parked_message m USING unnest($1::text[], $2::text[], $3::bigint[]) AS r(topic, key, position)
    WHERE (m.topic, m.key, m.position) = (r.topic, r.key, r.position) RETURNING m.topic, m.key, m.position
  ), next AS (
    SELECT gone.topic, gone.key, coalesce(m.dead, false) AS dead FROM gone LEFT JOIN LATERAL (
      SELECT dead FROM messaging.parked_message m WHERE (m.topic, m.key) = (gone.topic, gone.key) AND m.position <> gone.position ORDER BY passes DESC, position LIMIT 1
    ) m ON true
  )
  UPDATE messaging.parked_sequence s SET length = s.length - 1, tries = 0, waits_for = NULL, state = CASE WHEN next.dead THEN 'held' ELSE 'retrying' END, due_at = CASE WHEN NOT next.dead THEN now() END, first_failed_at = NULL,
    last_failed_at = NULL, last_error = NULL, full_since = CASE WHEN s.length - 1 >= $4 THEN s.full_since END
  FROM next WHERE (s.topic, s.key) = (next.topic, next.key)`;
const REMOVE_EMPTY = `DELETE FROM messaging.parked_sequence WHERE (topic, key) IN ${ASKED} AND length = 0`;

const RETRY = `WITH failed AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(topic text, key text, position bigint, delay_ms float8, failure jsonb, waits_for text)
  ), noted AS (
    UPDATE messaging.parked_message m SET failures = m.failures || jsonb_build_array(jsonb_build_object('at', now()) || f.failure)
    FROM failed f WHERE (m.topic, m.key, m.position) = (f.topic, f.key, f.position) AND f.waits_for IS NULL
  )
  UPDATE messaging.parked_sequence s SET tries = s.tries + (f.waits_for IS NULL)::integer, waits_for = f.waits_for, state = CASE WHEN f.waits_for IS NULL THEN 'retrying' ELSE 'waiting' END, due_at = now() + f.delay_ms * interval '1 millisecond',
    first_failed_at = coalesce(s.first_failed_at, now()), last_failed_at = now(), last_error = f.failure ->> 'message'
  FROM failed f WHERE (s.topic, s.key) = (f.topic, f.key)`;

const LOCK_ONE = 'SELECT FROM messaging.parked_sequence WHERE (topic, key) = ($1, $2) FOR UPDATE';
const FIRST_OF = `SELECT m.*, s.tries, s.state, s.last_error, s.waits_for FROM messaging.parked_sequence s CROSS JOIN LATERAL (${FIRST}) m WHERE (s.topic, s.key) = ($1, $2)`;
const WAKE = `UPDATE messaging.parked_sequence SET due_at = now() WHERE state = 'waiting' AND due_at > now()`;

const PASSED = 'EXISTS (SELECT FROM passing p WHERE (p.topic, p.key) = (s.topic, s.key))';
/** Its tries are the dead letter's from now on. What undoes it and waits behind it goes before it. */
const HOLD = `WITH held AS (
    UPDATE messaging.parked_message m SET dead = true, dead_letter_id = r.letter, trace = NULL, failures = '[]'
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[]) AS r(topic, key, position, letter)
    WHERE (m.topic, m.key, m.position) = (r.topic, r.key, r.position) RETURNING m.topic, m.key, m.type, m.record_headers
  ), passing AS (
    UPDATE messaging.parked_message m SET passes = true FROM held WHERE (m.topic, m.key) = (held.topic, held.key) AND ${undoes('m', 'held', ['$5', '$6'])} RETURNING m.topic, m.key
  )
  UPDATE messaging.parked_sequence s SET tries = 0, waits_for = NULL, last_failed_at = now(), state = CASE WHEN ${PASSED} THEN 'retrying' ELSE 'held' END, due_at = CASE WHEN ${PASSED} THEN now() END
  FROM held WHERE (s.topic, s.key) = (held.topic, held.key)`;

interface FirstRow {
  readonly state: string;
  readonly last_error: string | null;
  readonly waits_for: string | null;
}

/** Nothing is left to try, so nothing would ever remove it; it would be due for ever. */
const CLEAR = `WITH empty AS (
    SELECT topic, key FROM messaging.parked_sequence s WHERE (topic, key) IN ${ASKED} AND NOT EXISTS (SELECT FROM messaging.parked_message m WHERE (m.topic, m.key) = (s.topic, s.key))
    ORDER BY topic, key FOR UPDATE SKIP LOCKED
  )
  DELETE FROM messaging.parked_sequence s USING empty e WHERE (s.topic, s.key) = (e.topic, e.key)`;

interface HeadRow extends StoredRecordRow {
  readonly topic: string;
  readonly key: string;
  /** Null where the sequence holds no message. */
  readonly position: string | null;
  readonly message_id: string;
  readonly type: string;
  readonly tries: number;
  readonly failures: readonly Failure[];
  readonly passes: boolean;
  readonly dead_letter_id: string | null;
  readonly trace: TraceHeaders | null;
}

/** The drain's side of PostgreSQL's parking. */
export class PgParkedHeads implements ParkedHeads {
  readonly #undone: readonly string[][];

  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly limit = DEFAULT_LIMIT,
    undone: UndoneTypes = new Map(),
  ) {
    this.#undone = pairsOf(undone);
  }

  async due(limit: number) {
    const rows = await this.database.query<HeadRow>(DUE, [limit]);
    const heads = rows.filter(({ position }) => position !== null).map(headOf);
    const empty = rows.filter(({ position }) => position === null);
    if (empty.length > 0)
      await this.database.query(CLEAR, [empty.map(({ topic }) => topic), empty.map(({ key }) => key)]);
    if (heads.length > 0) return { heads, nextMs: 0 };
    const [next] = await this.database.query<{ ms: number | null }>(NEXT);
    return { heads, nextMs: next?.ms == null ? undefined : Math.max(0, next.ms) };
  }

  async claim(tx: Tx, heads: readonly ParkedHead[]): Promise<ReadonlySet<ParkedHead>> {
    const asked = [heads.map(({ topic }) => topic), heads.map(({ key }) => key)];
    const locking = tx.sql<SequenceRow>(LOCK, asked);
    const reading = tx.sql<SequenceRow & { position: string }>(REREAD, asked);
    const locked = new Set((await locking).map(nameOf));
    const first = new Map((await reading).map((row) => [nameOf(row), row.position]));
    return new Set(heads.filter((head) => locked.has(nameOf(head)) && first.get(nameOf(head)) === head.position));
  }

  async wakeWaiting(): Promise<void> {
    await this.database.query(WAKE);
  }

  /** Locks a sequence and tells what stands first in it, due or not; `held`: it is a dead letter. */
  async first(
    tx: Tx,
    { topic, key }: SequenceRef,
  ): Promise<
    | {
        readonly head: ParkedHead;
        readonly held: boolean;
        readonly lastError: string | null;
        readonly waitsFor: string | null;
      }
    | undefined
  > {
    const stored = storedSequence({ topic, key });
    void tx.sql(LOCK_ONE, [stored.topic, stored.key]);
    const [row] = await tx.sql<HeadRow & FirstRow>(FIRST_OF, [stored.topic, stored.key]);
    if (row === undefined) return undefined;
    return { head: headOf(row), held: row.state === 'held', lastError: row.last_error, waitsFor: row.waits_for };
  }

  settle(tx: Tx, dispositions: readonly Disposition[]): void {
    const removed = dispositions.filter(({ then }) => then === 'remove').map(({ head }) => head);
    const retried = dispositions.filter((each) => each.then === 'retry' || each.then === 'wait');
    const held = dispositions.filter((each) => each.then === 'hold');
    if (removed.length > 0) {
      void tx.sql(REMOVE, [...columns(removed), this.limit]);
      void tx.sql(REMOVE_EMPTY, columns(removed).slice(0, 2));
    }
    if (retried.length > 0) {
      const rows = retried.map(({ head: { topic, key, position }, then, delayMs, failure }) => ({
        topic,
        key,
        position,
        delay_ms: delayMs,
        failure,
        ...(then === 'wait' ? { waits_for: failure.errorClass } : {}),
      }));
      void tx.sql(RETRY, [JSON.stringify(rows)]);
    }
    if (held.length > 0)
      void tx.sql(HOLD, [
        ...columns(held.map(({ head }) => head)),
        held.map(({ deadLetterId }) => deadLetterId),
        ...this.#undone,
      ]);
  }
}

type SequenceRow = { readonly topic: string; readonly key: string };
const nameOf = ({ topic, key }: SequenceRow): string => JSON.stringify([topic, key]);
const columns = (heads: readonly ParkedHead[]): unknown[][] => [
  heads.map(({ topic }) => topic),
  heads.map(({ key }) => key),
  heads.map(({ position }) => position),
];

const headOf = (row: HeadRow): ParkedHead => ({
  topic: row.topic,
  key: row.key,
  position: row.position!,
  messageId: row.message_id,
  type: row.type,
  tries: row.tries,
  failures: row.failures,
  record: recordFromRow(row.topic, row),
  ...(row.dead_letter_id === null ? {} : { deadLetterId: row.dead_letter_id }),
  ...(row.passes ? { passes: true } : {}),
  ...(row.trace === null ? {} : { trace: row.trace }),
});
