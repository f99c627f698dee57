import type { Tx } from '../../handler/handler.js';
import type { Message } from '../../message/message.js';
import { indexable } from '../storable.js';
import type { Undos, UndoneTypes } from './undos.js';

const NOTE = `INSERT INTO messaging.undo (saga_id, step, action) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`;

/** Since when the undo of the action in a row with the columns of a dead letter has been applied here; null: it has not come. */
export const undoneAt = (letter: string): string =>
  `(SELECT u.at FROM messaging.undo u WHERE u.saga_id = ${letter}.saga_id AND u.step = ${letter}.record_headers ->> 'ce_sagastep' AND u.action = ${letter}.type)`;

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
