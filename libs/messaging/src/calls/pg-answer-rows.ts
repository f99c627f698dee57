import type { Tx } from '../runtime/database.js';
import { documents, documentsIn } from '../runtime/sql/documents.js';
import type { AnswerRows, FailedAnswer } from './answer-rows.js';
import type { OpenCall } from './open-call.js';
import { storedCalls } from './pg-outgoing-calls.js';

/**
 * One statement for all answers of the batch; one that was brought in before, or whose call is another's now, is not
 * claimed. What the call was made from is of no use any more, and is most of the row.
 */
const CLAIM = `UPDATE messaging.call c SET state = 'answered', answer = a.answer, settled_at = now(), due_at = NULL, request = 'null', cause = ''
  FROM unnest($1::bigint[], $2::uuid[], ${documentsIn('$3')}) AS a (seq, owner, answer)
  WHERE c.seq = a.seq AND c.owner = a.owner AND c.state IN ('open', 'answer-failed') RETURNING c.seq`;
const FAIL = `UPDATE messaging.call c SET state = f.state, answer_tries = f.tries, last_error = f.error, due_at = now() + make_interval(secs => f.delay / 1000),
    settled_at = CASE f.state WHEN 'dead' THEN now() END, request = f.request, cause = f.cause
  FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::float8[], ${documentsIn('$6')}, ${documentsIn('$7')}) AS f (seq, state, tries, error, delay, request, cause)
  WHERE c.seq = f.seq`;

/** Answered calls in PostgreSQL. */
export const pgAnswerRows: AnswerRows = {
  async claim(tx: Tx, calls: readonly OpenCall[]): Promise<OpenCall[]> {
    const rows = await tx.sql<{ seq: string }>(CLAIM, [
      calls.map(({ seq }) => seq),
      calls.map(({ owner }) => owner),
      documents(calls.map(({ answer }) => answer)),
    ]);
    const claimed = new Set(rows.map(({ seq }) => seq));
    return calls.filter(({ seq }) => claimed.has(seq));
  },

  fail(tx: Tx, failures: readonly FailedAnswer[]): void {
    void tx.sql(FAIL, [
      failures.map(({ call }) => call.seq),
      failures.map(({ delayMs }) => (delayMs === undefined ? 'dead' : 'answer-failed')),
      failures.map(({ tries }) => tries),
      failures.map(({ error }) => error.message),
      failures.map(({ delayMs }) => delayMs ?? null),
      ...storedCalls(failures.map(({ call }) => call.pending)),
    ]);
  },
};
