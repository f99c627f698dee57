import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { instant } from '../../message/instant.js';
import { undoneAt } from '../../recovery/undos/pg-undos.js';
import { LOOP_LIMIT } from './redrive-statement.js';

/** Letters that one operation takes at most. */
const MOST = 100_000;

/** Of a group: what failed later was not seen. */
export const seenAt = instant({ precision: 6 }).describe('As the group gave it');

/** A guard against acting on more, or other, letters than one has looked at. */
export const expected = z.int().min(0).optional().describe('How many you mean; refused when it is another number');

const options = {
  expect: expected,
  force: z.boolean().default(false).describe('Also those that the loop guard refuses'),
  perSecond: z.int().min(1).max(100).default(20).describe('Redrives a second after the first six'),
  haltAfter: z.int().min(1).max(1_000).default(1).describe('Failures at which it halts'),
  dryRun: z.boolean().default(false).describe('Only tell what would be redriven'),
};

/** What `POST /ops/redrives` takes: a chosen set, or a group as it was when `asOf` was read. */
export const RedriveMany = z.union(
  [
    z.strictObject({ ids: z.array(z.uuid()).min(1).max(1_000), ...options }),
    z.strictObject({ group: z.string().min(1).max(100), asOf: seenAt, ...options }),
  ],
  { error: 'Give ids, or group with the asOf that it gave' },
);
export type RedriveMany = z.output<typeof RedriveMany>;

export interface Chosen {
  readonly id: string;
  /** Why it would be refused just now. */
  readonly reason: string | null;
  /** Since when its undo has been applied here. */
  readonly undoneAt: Date | null;
}

const REASON = `CASE WHEN d.status <> 'dead' THEN d.status WHEN d.redrives >= ${LOOP_LIMIT} AND NOT $2 THEN 'redriven-too-often' END`;
const BY_ID = `SELECT i.id, CASE WHEN d.id IS NULL THEN 'unknown' ELSE ${REASON} END AS reason, ${undoneAt('d')} AS "undoneAt"
  FROM (SELECT DISTINCT unnest($1::uuid[]) AS id) i LEFT JOIN messaging.dead_letter d USING (id) ORDER BY d.number`;
/** Whatever failed after the operator looked was not seen, and is not meant. */
const BY_GROUP = `SELECT d.id, ${REASON} AS reason, ${undoneAt('d')} AS "undoneAt" FROM messaging.dead_letter d
  WHERE d.fingerprint = $1 AND d.status = 'dead' AND d.last_failed_at <= $3::timestamptz ORDER BY d.number LIMIT ${MOST}`;

/** The dead letters that the request selects, the oldest first. */
export const chosenBy = (database: Pick<Database, 'query'>, wish: RedriveMany): Promise<Chosen[]> =>
  'ids' in wish
    ? database.query<Chosen>(BY_ID, [wish.ids, wish.force])
    : database.query<Chosen>(BY_GROUP, [wish.group, wish.force, wish.asOf]);
