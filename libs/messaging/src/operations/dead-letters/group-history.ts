import type { Database } from '../../runtime/database.js';
import { currentTrace, traceIdOf } from '../../tracing/context.js';

/** Something that a person did with all letters of a cause, or was refused. */
export type GroupAct = { readonly group: string; readonly actor: string } & (
  | { readonly kind: 'cared'; readonly detail: object }
  | { readonly kind: 'redriven'; readonly detail: { readonly operation: string; readonly letters: number } }
  /** `left`: what was no longer dead. */
  | {
      readonly kind: 'discarded';
      readonly detail: { readonly reason: string; readonly letters: number; readonly left: number };
    }
  | {
      readonly kind: 'refused';
      readonly detail: {
        readonly act: 'redrive' | 'discard';
        readonly why: 'another-number';
        readonly expected: number;
        readonly found: number;
      };
    }
);

export interface GroupEvent {
  readonly at: Date;
  readonly actor: string;
  readonly kind: GroupAct['kind'];
  readonly detail: object;
  readonly traceId: string | null;
}

const NOTE =
  'INSERT INTO messaging.dead_letter_group_event (fingerprint, actor, kind, detail, trace_id) VALUES ($1, $2, $3, $4, $5)';
const LIST = `SELECT * FROM (
    SELECT number, at, actor, kind, detail, trace_id AS "traceId" FROM messaging.dead_letter_group_event WHERE fingerprint = $1 ORDER BY number DESC LIMIT 200
  ) latest ORDER BY number`;

export async function noteGroupAct(
  database: Pick<Database, 'query'>,
  { group, actor, kind, detail }: GroupAct,
): Promise<void> {
  await database.query(NOTE, [group, actor, kind, JSON.stringify(detail), traceIdOf(currentTrace()) ?? null]);
}

/** The latest 200, oldest first. */
export const groupHistory = async (database: Pick<Database, 'query'>, group: string): Promise<GroupEvent[]> =>
  (await database.query<GroupEvent & { readonly number: string }>(LIST, [group])).map(
    ({ number: _, ...event }) => event,
  );
