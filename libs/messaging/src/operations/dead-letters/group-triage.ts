import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { instant } from '../../message/instant.js';
import { noteGroupAct } from './group-history.js';

/** What people may say about a cause; `null` removes it, what is absent stays. */
export const GroupTriage = z
  .strictObject({
    owner: z.string().trim().min(1).max(200).nullable().optional().describe('Who looks after it'),
    note: z.string().max(4_000).nullable().optional(),
    snoozedUntil: instant({ offset: true }).nullable().optional().describe('No notice is given until then'),
  })
  .refine((care) => Object.keys(care).length > 0, 'Give owner, note or snoozedUntil');
export type GroupTriage = z.output<typeof GroupTriage>;

const CARE = `INSERT INTO messaging.dead_letter_group AS g (fingerprint, owner, note, snoozed_until, updated_by)
  SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM messaging.dead_letter WHERE fingerprint = $1)
  ON CONFLICT (fingerprint) DO UPDATE SET owner = CASE WHEN $6 THEN excluded.owner ELSE g.owner END, note = CASE WHEN $7 THEN excluded.note ELSE g.note END,
    snoozed_until = CASE WHEN $8 THEN excluded.snoozed_until ELSE g.snoozed_until END, updated_at = now(), updated_by = excluded.updated_by
  RETURNING fingerprint`;

/** Stays with the cause through redrives and for letters to come. False: no letter has this cause. */
export async function careFor(
  database: Pick<Database, 'query'>,
  fingerprint: string,
  care: GroupTriage,
  actor: string,
): Promise<boolean> {
  const { owner, note, snoozedUntil } = care;
  const given = [owner, note, snoozedUntil].map((value) => value !== undefined);
  const rows = await database.query(CARE, [
    fingerprint,
    owner ?? null,
    note ?? null,
    snoozedUntil ?? null,
    actor,
    ...given,
  ]);
  if (rows.length === 0) return false;
  await noteGroupAct(database, { group: fingerprint, actor, kind: 'cared', detail: care });
  return true;
}
