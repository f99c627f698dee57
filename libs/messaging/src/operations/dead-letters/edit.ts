import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import type { AnyContract } from '../../message/contract.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';
import { recordFromRow, type StoredRecordRow } from '../../recovery/dead-letters/stored-record.js';
import type { Difference } from '../schemas/common.js';
import type { DeadLetterStatus } from '../schemas/dead-letters.js';
import { diffOf } from './diff.js';
import { issuesOf, type Issue } from './issues.js';
import { mendHeaders, type HeaderPatch } from './mended-headers.js';

export interface EditRequest {
  readonly id: string;
  /** The whole new value. @default the original's bytes */
  readonly data?: unknown;
  /** Headers to mend; id, key, saga and trace are the original's. @default none */
  readonly headers?: HeaderPatch;
  readonly reason: string;
  readonly actor: string;
  /** Only tell what it would change, and what is wrong with it. */
  readonly dryRun: boolean;
}

interface Changes {
  /** Of the value. */
  readonly diff: readonly Difference[];
  /** `path` is the header's name. */
  readonly headerDiff: readonly Difference[];
}

export type EditResult =
  | ({ readonly kind: 'kept'; readonly id: string | null; readonly needsApproval: boolean } & Changes)
  | ({ readonly kind: 'unfit'; readonly issues: readonly Issue[] } & Changes)
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'redriving' | 'resolved' | 'discarded' }
  /** Nothing here handles it. */
  | { readonly kind: 'refused'; readonly reason: 'unknown-type'; readonly type: string };

const LETTER =
  'SELECT status, type, topic, record_partition, record_offset, record_time, record_key, record_value, record_headers FROM messaging.dead_letter WHERE id = $1';
const KEEP = `WITH edit AS (
    INSERT INTO messaging.dead_letter_edit (id, dead_letter_id, actor, reason, value, diff, needs_approval, headers, header_diff)
    VALUES ($1, $2, $3, $4, convert_to($5, 'UTF8'), $6, $7, $9, $10)
  )
  ${auditEach('(SELECT) AS once', {
    about: 'dead-letter',
    subject: '$2::uuid',
    actor: '$3',
    act: `'edited'`,
    reason: '$4::text',
    detail: `jsonb_build_object('edit', $1::uuid, 'diff', $6::jsonb, 'headerDiff', $10::jsonb)`,
    trace: '$8',
  })}`;
type Letter = StoredRecordRow & {
  readonly status: DeadLetterStatus;
  readonly type: string;
  readonly topic: string;
};

/**
 * Keeps another value, other headers or both for a dead letter, to be redriven instead of the original; it
 * resolves the letter when it is handled.
 */
export async function edit(
  database: Pick<Database, 'query'>,
  contractOf: (type: string) => AnyContract | undefined,
  request: EditRequest,
): Promise<EditResult> {
  const [letter] = await database.query<Letter>(LETTER, [request.id]);
  if (letter === undefined) return { kind: 'refused', reason: 'unknown' };
  if (letter.status !== 'dead') return { kind: 'refused', reason: letter.status };
  const original = recordFromRow(letter.topic, letter);
  const mended = mendHeaders(original.headers, request.headers ?? {});
  const type = mended.headers['ce_type'] ?? letter.type;
  const contract = contractOf(type);
  if (contract === undefined) return { kind: 'refused', reason: 'unknown-type', type };
  const value = request.data === undefined ? null : JSON.stringify(request.data);
  const changes: Changes = {
    diff: value === null ? [] : diffOf(jsonOf(original.value), request.data),
    headerDiff: mended.diff,
  };
  const record = { ...original, headers: mended.headers, ...(value === null ? {} : { value: Buffer.from(value) }) };
  const issues = [...mended.issues, ...topicIssues(letter, contract), ...issuesOf(contract, record)];
  if (issues.length > 0) return { kind: 'unfit', issues, ...changes };
  const needsApproval = [contractOf(letter.type), contract].some((each) => each?.editsNeedApproval ?? false);
  if (request.dryRun) return { kind: 'kept', id: null, needsApproval, ...changes };
  const id = randomUUID();
  const headers = JSON.stringify(mended.patch);
  await database.query(KEEP, [
    id,
    request.id,
    request.actor,
    request.reason,
    value,
    JSON.stringify(changes.diff),
    needsApproval,
    auditTrace(),
    headers,
    JSON.stringify(changes.headerDiff),
  ]);
  return { kind: 'kept', id, needsApproval, ...changes };
}

/**
 * A type of another topic would be taken out of the order of its own. What another tool put into the DLQ has no topic.
 */
const topicIssues = ({ topic, type }: Letter, contract: AnyContract): Issue[] =>
  contract.type === type || contract.topic === topic || topic.endsWith('.dlq')
    ? []
    : [
        {
          path: 'headers.ce_type',
          message: `${contract.type} belongs to ${contract.topic}, and this came by ${topic}`,
        },
      ];

const jsonOf = (value: Buffer | null): unknown => {
  try {
    return value === null ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
};
