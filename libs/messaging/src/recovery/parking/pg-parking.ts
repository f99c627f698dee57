import { TransactionLost } from '../../errors.js';
import type { Tx } from '../../runtime/database.js';
import { failureOf } from '../../runtime/failure.js';
import { countParked } from '../metrics.js';
import { DEFAULT_LIMIT, type ParkingOptions } from './parking-options.js';
import { sequenceName, type Parking, type SequenceRef, type ToPark } from '../ports.js';
import { defaultRetryPolicy, firstDelay, isWaiting } from './retry-policy.js';
import { type RetryPolicies } from '../../handler/retries.js';
import { RoomKeeper } from './capacity.js';
import { parkSpan } from '../spans.js';
import { indexable } from '../../runtime/storable.js';
import { storedSequence } from '../dead-letters/stored-record.js';
import { pairsOf, undoes } from '../undos/pg-undos.js';
import { RECORD_AS_JSON, RECORD_COLUMNS, RECORD_VALUES, recordToSql } from '../dead-letters/stored-record.js';

const ANYTHING = 'SELECT 1 AS found FROM messaging.parked_sequence LIMIT 1';
const PARKED = `SELECT topic, key, length FROM messaging.parked_sequence
  WHERE (topic, key) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY topic, key FOR UPDATE`;

/** An undo has come that passes the dead message. */
const PASSED = '(SELECT any_passes FROM added a WHERE (a.topic, a.key) = (s.topic, s.key))';
const PARK = `WITH incoming AS (
    SELECT r.*, EXISTS (SELECT FROM messaging.parked_message d WHERE d.dead AND (d.topic, d.key) = (r.topic, r.key) AND ${undoes('r', 'd', ['$3', '$4'])}) AS passes
    FROM jsonb_to_recordset($1::jsonb) AS r(n integer, topic text, key text, message_id text, type text, failure jsonb, waits_for text, delay_ms float8, ${RECORD_AS_JSON})
  ), added AS (
    SELECT DISTINCT ON (topic, key) *, count(*) OVER (PARTITION BY topic, key) AS count, bool_or(passes) OVER (PARTITION BY topic, key) AS any_passes FROM incoming ORDER BY topic, key, n
  ), sequence AS (
    INSERT INTO messaging.parked_sequence AS s (topic, key, length, state, waits_for, tries, due_at, first_failed_at, last_failed_at, last_error, full_since)
    SELECT topic, key, count, CASE WHEN waits_for IS NULL THEN 'retrying' ELSE 'waiting' END, waits_for, CASE WHEN failure IS NULL OR waits_for IS NOT NULL THEN 0 ELSE 1 END, now() + coalesce(delay_ms, 0) * interval '1 millisecond',
      CASE WHEN failure IS NOT NULL THEN now() END, CASE WHEN failure IS NOT NULL THEN now() END, failure ->> 'message', CASE WHEN count >= $2 THEN now() END
    FROM added ORDER BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET length = s.length + excluded.length,
      state = CASE WHEN ${PASSED} THEN 'retrying' ELSE s.state END, waits_for = CASE WHEN ${PASSED} THEN NULL ELSE s.waits_for END, due_at = CASE WHEN ${PASSED} THEN coalesce(s.due_at, now()) ELSE s.due_at END,
      full_since = CASE WHEN s.length + excluded.length >= $2 THEN coalesce(s.full_since, now()) END
  )
  INSERT INTO messaging.parked_message (topic, key, message_id, type, passes, failures, ${RECORD_COLUMNS})
  SELECT topic, key, message_id, type, passes, CASE WHEN failure IS NULL OR waits_for IS NOT NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('at', now()) || failure) END, ${RECORD_VALUES}
  FROM incoming ORDER BY n`;

/**
 * Why no message overtakes one that is parked before it in its sequence:
 * - An earlier message of the partition has either committed before (its offset is resolved only then), or it
 * is offered again together with the later one; then the inbox marks, which come first, wait for the other
 * instance's commit. So when   `parked` runs, a sequence that an earlier message has opened is visible to it:
 * each statement has its own snapshot.
 * - If the sequence is being drained, `FOR UPDATE` waits for the drain's commit and reads the row as it is then: still
 *   there, and the message is appended under the lock; or deleted, and all before the message has taken effect.
 * - The drain cannot delete the row while a message is being appended: both need the row's lock, and the
 * foreign key refuses. While nothing is parked at all, a look at the empty table tells the same as a look at
 * each sequence, and costs a tenth: a process asks for each only from when it has parked something itself, or
 * has found that another one did. Then the batch is run again, since its loads were sent right behind the first
 * question and would come before the locks.
 */
export class PgParking implements Parking {
  readonly #limit: number;
  readonly #room: RoomKeeper;
  readonly #policyOf: RetryPolicies;
  readonly #random: () => number;
  readonly #undone: readonly string[][];
  /** Whether something may be parked, by any instance. */
  #looksAtEach = true;

  constructor(private readonly options: ParkingOptions = {}) {
    this.#limit = options.limit ?? DEFAULT_LIMIT;
    this.#room = new RoomKeeper(this.#limit);
    this.#policyOf = options.policyOf ?? (() => defaultRetryPolicy);
    this.#random = options.random ?? Math.random;
    this.#undone = pairsOf(options.undone ?? new Map());
  }

  async parked(tx: Tx, sequences: readonly SequenceRef[]): Promise<ReadonlySet<string>> {
    if (sequences.length === 0) return new Set();
    if (!this.#looksAtEach) return this.#insistNothing(tx);
    const asked = sequences.map((sequence) => ({ name: sequenceName(sequence), stored: storedSequence(sequence) }));
    const [rows, anything] = await Promise.all([
      tx.sql<SequenceRef & { length: number }>(PARKED, [
        asked.map(({ stored }) => stored.topic),
        asked.map(({ stored }) => stored.key),
      ]),
      tx.sql(ANYTHING),
    ]);
    this.#looksAtEach = anything.length > 0;
    const lengths = new Map(rows.map((row) => [sequenceName(row), row.length]));
    const found = new Map(asked.map(({ name, stored }) => [name, lengths.get(sequenceName(stored))]));
    this.#room.see(found);
    return new Set([...found.keys()].filter((name) => found.get(name) !== undefined));
  }

  requireCapacity(sequences: readonly SequenceRef[]): void {
    this.#room.insist(sequences.map(sequenceName));
  }

  park(tx: Tx, messages: readonly ToPark[]): void {
    if (messages.length === 0) return;
    this.#looksAtEach = true;
    void tx.sql(PARK, [
      JSON.stringify(messages.map((message, n) => this.#row(message, n))),
      this.#limit,
      ...this.#undone,
    ]);
    tx.afterCommit(() => {
      for (const message of messages) parkSpan(message);
      countParked(messages.length);
      this.options.onParked?.();
    });
  }

  async #insistNothing(tx: Tx): Promise<ReadonlySet<string>> {
    if ((await tx.sql(ANYTHING)).length === 0) {
      this.#room.clear();
      return new Set();
    }
    this.#looksAtEach = true;
    throw new TransactionLost('another instance has begun to park messages');
  }

  #row({ topic, key, messageId, type, record, failure }: ToPark, n: number): object {
    const failed =
      failure === undefined
        ? {}
        : {
            failure: failureOf(failure),
            ...(isWaiting(failure) ? { waits_for: failure.name } : {}),
            delay_ms: firstDelay(failure, this.#policyOf(type), this.#random),
          };
    return {
      n,
      ...storedSequence({ topic, key }),
      message_id: indexable(messageId),
      type: indexable(type),
      ...failed,
      ...recordToSql(record),
    };
  }
}
