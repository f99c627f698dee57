import type pg from 'pg';
import type { WireRecord } from '../message/message.js';
import { untraced } from '../tracing/context.js';
import type { Leadership } from './lease.js';
import type { Waiting } from './relay-queue.js';

/** The outbox as its leader sees it. */
export interface UnsentRows {
  /** The first unsent rows behind the id `after`, in id order, but those in `known`; `more` says that there are others behind them. */
  read(known: readonly string[], after: string): Promise<{ readonly rows: readonly Waiting[]; readonly more: boolean }>;
  mark(ids: readonly string[]): Promise<void>;
}

/** Rows of one read; a row holds what one transaction sent. */
const READ_ROWS = 64;
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

interface Row {
  readonly id: string;
  readonly records: string;
  readonly age: number;
  readonly found: number;
}

/** The outbox in PostgreSQL, over the lease's own connection. */
export class RelayRows implements UnsentRows {
  constructor(private readonly leadership: Leadership, private readonly leaseName: string) {}

  async read(known: readonly string[], after: string): Promise<{ rows: Waiting[]; more: boolean }> {
    const rows = await this.#query<Row>({ name: 'outbox-read', text: READ, values: [known, after] });
    const now = performance.now();
    const found = rows[0]?.found ?? 0;
    return {
      rows: rows.map(({ id, records, age }) => ({ id, records: JSON.parse(records) as WireRecord[], since: now - age })),
      more: found === READ_ROWS || rows.length < found,
    };
  }

  async mark(ids: readonly string[]): Promise<void> {
    await this.#query({ name: 'outbox-mark', text: MARK, values: [ids, this.leaseName, this.leadership.epoch] });
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
