import type { WireRecord } from '../message/message.js';
import { SETTLED_MS } from './low-watermark.js';
import type { SweptPage } from './late-sweep.js';
import { READ_BYTES, READ_ROWS } from './relay-limits.js';
import type { UnsentEntry } from './relay-queue.js';
import type { RowsConnection } from './rows-connection.js';

export interface UnsentPage {
  readonly rows: readonly UnsentEntry[];
  /** There are others behind them. */
  readonly more: boolean;
  /** The highest id in it that was given out longer than the longest transaction ago; 0: none. */
  readonly old: string;
}

/** The outbox as its leader sees it. */
export interface UnsentRows {
  /**
   * The first unsent rows behind the id `after`, in id order, but those in `known`; up to the id `upTo`, if there is
   * one.
   */
  read(known: readonly string[], page: Pick<SweptPage, 'after'> & Partial<SweptPage>): Promise<UnsentPage>;
  mark(ids: readonly string[]): Promise<void>;
  /** Up to where, as the last leader noted, all is sent and marked. */
  floor(): Promise<string>;
  noteFloor(id: string): Promise<void>;
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
  /**
   * The next page of what was written behind the id `after`; its messages are counted in the same statement, since this
   * may take several tries.
   */
  unmark(republish: OpenRepublish, after: string): Promise<Unmarked>;
  /** Resolves to how many messages it was. */
  republished(id: string): Promise<number>;
}

// The running sum keeps one read small enough for the memory; the first row comes whatever its size.
const READ = `SELECT id, records, age, found FROM (
    SELECT id, records, octet_length(records) AS bytes, sum(octet_length(records)) OVER (ORDER BY id) AS total,
      extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS age, (count(*) OVER ())::int AS found
    FROM (SELECT * FROM messaging.outbox WHERE sent_at IS NULL AND id > $2 AND id <= $3 AND id <> ALL($1::bigint[]) ORDER BY id LIMIT ${READ_ROWS}) AS unsent) AS sized
  WHERE total - bytes < ${READ_BYTES} ORDER BY id`;
// A mark is true whoever sets it, since the row was sent; the epoch keeps a former leader's hands off the table all the
// same.
const MARK = `UPDATE messaging.outbox SET sent_at = now() WHERE id = ANY($1::bigint[]) AND sent_at IS NULL
  AND EXISTS (SELECT FROM messaging.lease WHERE name = $2 AND epoch = $3)`;

const FLOOR = 'SELECT id FROM messaging.outbox_floor';
// Of two leaders the later one's counts, whichever is the last to note it.
const NOTE_FLOOR = `UPDATE messaging.outbox_floor SET id = $1, epoch = $3 WHERE epoch <= $3 AND id <> $1
  AND EXISTS (SELECT FROM messaging.lease WHERE name = $2 AND epoch = $3)`;

/** Small enough for its statement to be short. */
const PAGE_ROWS = 100;

const OPEN = `WITH open AS (
    UPDATE messaging.republish SET up_to = coalesce((SELECT max(id) FROM messaging.outbox), 0) WHERE done_at IS NULL RETURNING id, cause, since, topics
  ) SELECT * FROM open ORDER BY id`;
// The topics of all that will be sent are told, of what is unsent already too: another try may have come this far.
const UNMARK = `WITH page AS (SELECT id, created_at, sent_at, messages, records FROM messaging.outbox WHERE id > $1 AND created_at >= $2 ORDER BY id LIMIT ${PAGE_ROWS}),
  wanted AS (SELECT * FROM page WHERE $3::text[] IS NULL OR EXISTS (SELECT FROM unnest($3::text[]) AS lost (topic) WHERE position('"topic":' || to_json(topic)::text IN records) > 0)),
  again AS (
    UPDATE messaging.outbox o SET sent_at = NULL FROM wanted w WHERE o.id = w.id AND o.created_at = w.created_at AND o.sent_at IS NOT NULL
    AND EXISTS (SELECT FROM messaging.lease WHERE name = $4 AND epoch = $5) RETURNING w.id, w.messages),
  lowered AS (UPDATE messaging.outbox_floor SET id = least(id, (SELECT min(id) - 1 FROM again)), epoch = $5 WHERE EXISTS (SELECT FROM again)),
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

/** Greater than any id. */
const NO_END = '9223372036854775807';

export interface Leading {
  /** The lease that is held, and in which epoch. */
  readonly lease: string;
  readonly epoch: string;
}

/** The outbox in PostgreSQL, as its leader reads and marks it. */
export class RelayRows implements UnsentRows, SentRows {
  constructor(
    private readonly connection: Pick<RowsConnection, 'query'>,
    private readonly leading: Leading,
  ) {}

  async read(
    known: readonly string[],
    { after, upTo = NO_END }: Pick<SweptPage, 'after'> & Partial<SweptPage>,
  ): Promise<UnsentPage> {
    const rows = await this.connection.query<Row>({ name: 'outbox-read', text: READ, values: [known, after, upTo] });
    const now = performance.now();
    const found = rows[0]?.found ?? 0;
    return {
      rows: rows.map(({ id, records, age }) => ({
        id,
        records: JSON.parse(records) as WireRecord[],
        since: now - age,
      })),
      more: found === READ_ROWS || rows.length < found,
      old: rows.findLast(({ age }) => age > SETTLED_MS)?.id ?? '0',
    };
  }

  async mark(ids: readonly string[]): Promise<void> {
    const { lease, epoch } = this.leading;
    await this.connection.query({ name: 'outbox-mark', text: MARK, values: [ids, lease, epoch] });
  }

  async floor(): Promise<string> {
    const [row] = await this.connection.query<{ id: string }>({ name: 'outbox-floor', text: FLOOR, values: [] });
    return row!.id;
  }

  async noteFloor(id: string): Promise<void> {
    const { lease, epoch } = this.leading;
    await this.connection.query({ name: 'outbox-note-floor', text: NOTE_FLOOR, values: [id, lease, epoch] });
  }

  async openRepublishes(): Promise<OpenRepublish[]> {
    return this.connection.query({ name: 'republish-open', text: OPEN, values: [] });
  }

  async unmark({ id, since, topics }: OpenRepublish, after: string): Promise<Unmarked> {
    const [unmarked] = await this.connection.query<Unmarked>({
      name: 'republish-unmark',
      text: UNMARK,
      values: [after, since, topics, this.leading.lease, this.leading.epoch, id],
    });
    return unmarked!;
  }

  async republished(id: string): Promise<number> {
    const [done] = await this.connection.query<{ messages: number }>({
      name: 'republish-done',
      text: DONE,
      values: [id],
    });
    return done!.messages;
  }
}
