import type { Database } from '../runtime/database.js';
import { currentTrace, traceIdOf } from '../tracing/context.js';

/** What a line of the audit log is about. */
export type AuditSubject = 'dead-letter' | 'cause' | 'redrive' | 'saga';

/** One line, as its subject's history shows it. */
export interface AuditLine {
  readonly at: Date;
  /** As they say; `system` for what happened by itself. */
  readonly actor: string;
  /** What was done; `refused` where it was not, with `act` and `why` in the detail. */
  readonly kind: string;
  /** With the `reason` that was given, where one was. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly traceId: string | null;
}

/** Something that was done. */
export interface Act {
  readonly about: AuditSubject;
  readonly subject: string;
  readonly actor: string;
  readonly act: string;
  readonly detail?: object;
}

/** What was asked for and not done. */
export interface RefusedAct extends Act {
  /** Why not. */
  readonly why: string;
  /** Why it was wanted, as they say. */
  readonly reason?: string;
}

/** Of the request that is being answered. */
export const auditTrace = (): string | null => traceIdOf(currentTrace()) ?? null;

/**
 * The statement that writes a line for each row of `from`, for acts that stand in one statement with what they do. Each
 * part is SQL: a parameter, a column, an expression.
 */
export const auditEach = (
  from: string,
  line: {
    readonly about: AuditSubject;
    readonly subject: string;
    readonly actor: string;
    readonly act: string;
    /** Parameter of `auditTrace()`, or a column. */
    readonly trace: string;
    readonly at?: string;
    readonly reason?: string;
    readonly detail?: string;
  },
): string => `INSERT INTO messaging.audit (about, subject, at, actor, act, reason, detail, trace_id)
  SELECT '${line.about}', (${line.subject})::text, ${line.at ?? 'now()'}, ${line.actor}, ${line.act}, ${line.reason ?? 'NULL'}, ${line.detail ?? "'{}'::jsonb"}, ${line.trace} FROM ${from}`;

const WRITE = `INSERT INTO messaging.audit (about, subject, actor, act, outcome, reason, why, detail, trace_id)
  SELECT about, subject, actor, act, CASE WHEN why IS NULL THEN 'done' ELSE 'refused' END, reason, why, coalesce(detail, '{}'), $2
  FROM jsonb_to_recordset($1::jsonb) AS r(n integer, about text, subject text, actor text, act text, reason text, why text, detail jsonb)
  WHERE about <> 'dead-letter' OR EXISTS (SELECT FROM messaging.dead_letter d WHERE d.id::text = subject) ORDER BY n`;

/** Writes lines for what stands in no statement of its own. Of a dead letter that there is not, nothing is kept. */
export async function audit(database: Pick<Database, 'query'>, ...acts: readonly (Act | RefusedAct)[]): Promise<void> {
  await database.query(WRITE, [JSON.stringify(acts.map((act, n) => ({ n, ...act }))), auditTrace()]);
}

/** The columns of an `AuditLine`, of `messaging.audit a`. */
export const AUDIT_LINE = `a.at, a.actor, CASE a.outcome WHEN 'refused' THEN 'refused' ELSE a.act END AS kind,
  jsonb_strip_nulls(jsonb_build_object('act', CASE a.outcome WHEN 'refused' THEN a.act END, 'why', a.why, 'reason', a.reason)) || a.detail AS detail, a.trace_id AS "traceId"`;

/** Lines of one subject that are shown: who wants more asks the table. */
const SHOWN = 200;
const HISTORY = `SELECT ${AUDIT_LINE} FROM (
    SELECT * FROM messaging.audit WHERE about = $1 AND subject = $2 ORDER BY number DESC LIMIT ${SHOWN}
  ) a ORDER BY a.number`;

/** The latest 200 lines of one subject, the oldest first. */
export const historyOf = (
  database: Pick<Database, 'query'>,
  about: AuditSubject,
  subject: string,
): Promise<AuditLine[]> => database.query<AuditLine>(HISTORY, [about, subject]);
