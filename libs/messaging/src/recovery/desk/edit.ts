import { randomUUID } from 'node:crypto';
import type { Database } from '../../handler/database.js';
import type { AnyContract } from '../../message/contract.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';
import { recordFromRow, type StoredRecordRow } from '../stored-record.js';
import { diffOf, type Change } from './diff.js';
import { faultsOf, type Fault } from './faults.js';

export interface EditRequest {
  readonly id: string;
  /** The whole new value. Headers stay: id, key, saga and trace are the original's. */
  readonly data: unknown;
  readonly reason: string;
  readonly actor: string;
  /** Only tell what it would change, and what is wrong with it. */
  readonly dryRun: boolean;
}

export type EditResult =
  | { readonly kind: 'kept'; readonly id: string | null; readonly diff: readonly Change[]; readonly needsApproval: boolean }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[]; readonly diff: readonly Change[] }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'redriving' | 'resolved' | 'discarded' | 'unknown-type' };

const LETTER = 'SELECT status, type, topic, record_partition, record_offset, record_time, record_key, record_value, record_headers FROM messaging.dead_letter WHERE id = $1';
const KEEP = `WITH edit AS (
    INSERT INTO messaging.dead_letter_edit (id, dead_letter_id, actor, reason, value, diff, needs_approval) VALUES ($1, $2, $3, $4, convert_to($5, 'UTF8'), $6, $7)
  )
  INSERT INTO messaging.dead_letter_event (dead_letter_id, actor, kind, detail, trace_id)
  VALUES ($2, $3, 'edited', jsonb_build_object('edit', $1::uuid, 'reason', $4::text, 'diff', $6::jsonb), $8)`;
type Letter = StoredRecordRow & { readonly status: 'dead' | 'redriving' | 'resolved' | 'discarded'; readonly type: string; readonly topic: string };

/** Keeps another value for a dead letter, to be redriven instead of the original; it resolves the letter when it is handled. */
export async function edit(database: Pick<Database, 'query'>, contractOf: (type: string) => AnyContract | undefined, request: EditRequest): Promise<EditResult> {
  const [letter] = await database.query<Letter>(LETTER, [request.id]);
  if (letter === undefined) return { kind: 'refused', reason: 'unknown' };
  if (letter.status !== 'dead') return { kind: 'refused', reason: letter.status };
  const contract = contractOf(letter.type);
  if (contract === undefined) return { kind: 'refused', reason: 'unknown-type' };
  const value = JSON.stringify(request.data);
  const diff = diffOf(jsonOf(letter.record_value), request.data);
  const faults = faultsOf(contract, { ...recordFromRow(letter.topic, letter), value: Buffer.from(value) });
  if (faults.length > 0) return { kind: 'faulty', faults, diff };
  const needsApproval = contract.editsNeedApproval ?? false;
  if (request.dryRun) return { kind: 'kept', id: null, diff, needsApproval };
  const id = randomUUID();
  await database.query(KEEP, [id, request.id, request.actor, request.reason, value, JSON.stringify(diff), needsApproval, traceIdOf(currentTrace()) ?? null]);
  return { kind: 'kept', id, diff, needsApproval };
}

const jsonOf = (value: Buffer | null): unknown => {
  try {
    return value === null ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
};
