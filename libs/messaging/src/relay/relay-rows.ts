import type pg from 'pg';
import type { WireRecord } from '../message/message.js';
import { untraced } from '../tracing/context.js';
import type { Leadership } from './pg-lease.js';
import type { Waiting } from './relay-queue.js';
import { READ_ROWS } from './relay-limits.js';

/** The outbox as its leader sees it. */
export interface UnsentRows {
  /** The first unsent rows behind the id `after`, in id order, but those in `known`; `more` says that there are others behind them. */
  read(known: readonly string[], after: string): Promise<{ readonly rows: readonly Waiting[]; readonly more: boolean }>;
  mark(ids: readonly string[]): Promise<void>;
}

/** Someone, or the loss of a broker, asks for what was sent to be sent again. */
export interface OpenRepublish {
  readonly id: string;
  readonly cause: 'operator' | 'new-cluster' | 'new-topic';
  readonly since: Date;
  readonly topics: readonly string[] | null;
}

export interface Unmarked {
  /** Where the next page begins; `null` behind the last one. */
  readonly last: string | null;
  /** What they are for. */
  readonly topics: readonly string[];
}

/** What was sent, as the leader puts it back among the unsent. */
export interface SentRows {
  /** Notes up to where the outbox is: what is put back among the unsent is no backlog. */
  openRepublishes(): Promise<OpenRepublish[]>;
  /** The next page of what was written behind the id `after`; its messages are counted in the same statement, since this may take several tries. */
  unmark(republish: OpenRepublish, after: string): Promise<Unmarked>;
  /** Resolves to how many messages it was. */
  republished(id: string): Promise<number>;
}

const READ_BYTES = 4_000_000;

// The running sum keeps one read small enough for the memory; the first row comes whatever its size.
const READ = `SELECT id, records, age, found FROM (
    SELECT id, records, octet_length(records) AS bytes, sum(octet_length(records)) OVER (ORDER BY id) AS total,
      extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS age, (count(*) OVER ())::int AS found
    FROM (SELECT * FROM messaging.outbox WHERE sent_at IS NULL AND id > $2 AND id <> ALL($1::bigint[]) ORDER BY id LIMIT ${READ_ROWS}) AS unsent) AS sized
  WHERE total - bytes < ${READ_BYTES} ORDER BY id`;
// A mark is true whoever sets it, since the row was sent; the epoch keeps a former leader's hands off the table all the same.
const MARK = `UPDATE messaging.outbox SET sent_at = now() WHERE id = ANY($1::bigint[]) AND sent_at IS NULL
  AND EXISTS (SELECT FROM messaging.lease WHERE name = $2 AND epoch = $3)`;

/** Small enough for its statement to be short: the lease is renewed over the same connection. */
const PAGE_ROWS = 100;

const OPEN = `WITH open AS (
    UPDATE messaging.republish SET up_to = coalesce((SELECT max(id) FROM messaging.outbox), 0) WHERE done_at IS NULL RETURNING id, cause, since, topics
  ) SELECT * FROM open ORDER BY id`;
// The topics of all that will be sent are told, of what is unsent already too: another try may have come this far.
const UNMARK = `WITH page AS (SELECT id, created_at, sent_at, messages, records FROM messaging.outbox WHERE id > $1 AND created_at >= $2 ORDER BY id LIMIT ${PAGE_ROWS}),
  wanted AS (SELECT * FROM page WHERE $3::text[] IS NULL OR EXISTS (SELECT FROM unnest($3::text[]) AS lost (topic) WHERE position('"topic":' || to_json(topic)::text IN records) > 0)),
  again AS (
    UPDATE messaging.outbox o SET sent_at = NULL FROM wanted w WHERE o.id = w.id AND o.created_at = w.created_at AND o.sent_at IS NOT NULL
    AND EXISTS (SELECT FROM messaging.lease WHERE name = $4 AND epoch = $5) RETURNING w.messages),
  counted AS (UPDATE messaging.republish SET messages = messages + (SELECT coalesce(sum(messages), 0) FROM again) WHERE id = $6)
  SELECT (SELECT max(id) FROM page) AS last,
    ARRAY(SELECT DISTINCT record->>'topic' FROM wanted, jsonb_array_elements(records::jsonb) AS record) AS topics`;
const DONE = 'UPDATE messaging.republish SET done_at = now() WHERE id = $1 RETURNING messages';

interface Row {
  readonly id: string;
  readonly records: string;
  readonly age: number;
  readonly found: number;
}

/** The outbox in PostgreSQL, over the lease's own connection. */
export class RelayRows implements UnsentRows, SentRows {
  constructor(
    private readonly leadership: Leadership,
    private readonly leaseName: string,
  ) {}

  async read(known: readonly string[], after: string): Promise<{ rows: Waiting[]; more: boolean }> {
    const rows = await this.#query<Row>({ name: 'outbox-read', text: READ, values: [known, after] });
    const now = performance.now();
    const found = rows[0]?.found ?? 0;
    return {
      rows: rows.map(({ id, records, age }) => ({
        id,
        records: JSON.parse(records) as WireRecord[],
        since: now - age,
      })),
      more: found === READ_ROWS || rows.length < found,
    };
  }

  async mark(ids: readonly string[]): Promise<void> {
    await this.#query({ name: 'outbox-mark', text: MARK, values: [ids, this.leaseName, this.leadership.epoch] });
  }

  async openRepublishes(): Promise<OpenRepublish[]> {
    return this.#query({ name: 'republish-open', text: OPEN, values: [] });
  }

  async unmark({ id, since, topics }: OpenRepublish, after: string): Promise<Unmarked> {
    const [unmarked] = await this.#query<Unmarked>({
      name: 'republish-unmark',
      text: UNMARK,
      values: [after, since, topics, this.leaseName, this.leadership.epoch, id],
    });
    return unmarked!;
  }

  async republished(id: string): Promise<number> {
    const [done] = await this.#query<{ messages: number }>({ name: 'republish-done', text: DONE, values: [id] });
    return done!.messages;
  }

  /** A connection on which a statement failed may be in any state: the lease makes a new one. */
  async #query<R extends object>(query: pg.QueryConfig): Promise<R[]> {
    try {
      return (await untraced(() => this.leadership.client.query<R>(query))).rows;
    } catch (error) {
      this.leadership.client.end().catch(() => undefined);
      throw error;
    }
  }
}
