import type { Tx } from '../../runtime/database.js';
import type { Message } from '../../message/message.js';
import { indexable } from '../../runtime/storable.js';
import type { Undos, UndoneTypes } from './undos.js';

const NOTE = `INSERT INTO messaging.undo (saga_id, step, action) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`;

/**
 * Since when the undo of the action in a row with the columns of a dead letter has been applied here; null: it has not
 * come.
 */
export const undoneAt = (letter: string): string =>
  `(SELECT u.at FROM messaging.undo u WHERE u.saga_id = ${letter}.saga_id AND u.step = ${letter}.record_headers ->> 'ce_sagastep' AND u.action = ${letter}.type)`;

/** Whether the one of two rows of parked messages undoes the other, by the pairs of types that two parameters list. */
export const undoes = (undo: string, action: string, [types, undone]: readonly [string, string]): string =>
  `(${undo}.type, ${action}.type) IN (SELECT * FROM unnest(${types}::text[], ${undone}::text[]))
    AND ${undo}.record_headers ->> 'ce_correlationid' = ${action}.record_headers ->> 'ce_correlationid' AND ${undo}.record_headers ->> 'ce_sagastep' = ${action}.record_headers ->> 'ce_sagastep'`;

/** The values of the parameters of `undoes`. */
export function pairsOf(types: UndoneTypes): [string[], string[]] {
  const pairs = [...types].flatMap(([undo, undone]) => undone.map((action) => [undo, action] as const));
  return [pairs.map(([undo]) => undo), pairs.map(([, action]) => action)];
}

/** Undos in PostgreSQL, in the transaction that handles them; a batch without any asks nothing of it. */
export class PgUndos implements Undos {
  constructor(private readonly types: UndoneTypes) {}

  note(tx: Tx, handled: readonly Message[]): void {
    const rows = handled.flatMap(({ type, correlationId, step }) => {
      if (correlationId === undefined || step === undefined) return [];
      return (this.types.get(type) ?? []).map((action) => [indexable(correlationId), step, action] as const);
    });
    if (rows.length === 0) return;
    rows.sort(([one], [other]) => (one < other ? -1 : 1));
    void tx.sql(NOTE, [rows.map(([saga]) => saga), rows.map(([, step]) => step), rows.map(([, , action]) => action)]);
  }
}
