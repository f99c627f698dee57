import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { instant } from '../../message/instant.js';
import { audit } from '../../recovery/audit.js';

/** What people may say about a cause; `null` removes it, what is absent stays. */
export const GroupTriage = z
  .strictObject({
    owner: z.string().trim().min(1).max(200).nullable().optional().describe('Who looks after it'),
    note: z.string().max(4_000).nullable().optional(),
    snoozedUntil: instant({ offset: true }).nullable().optional().describe('No alert is raised until then'),
  })
  .refine((given) => Object.keys(given).length > 0, 'Give owner, note or snoozedUntil');
export type GroupTriage = z.output<typeof GroupTriage>;

const TRIAGE = `INSERT INTO messaging.dead_letter_group AS g (fingerprint, owner, note, snoozed_until, updated_by)
  SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM messaging.dead_letter WHERE fingerprint = $1)
  ON CONFLICT (fingerprint) DO UPDATE SET owner = CASE WHEN $6 THEN excluded.owner ELSE g.owner END, note = CASE WHEN $7 THEN excluded.note ELSE g.note END,
    snoozed_until = CASE WHEN $8 THEN excluded.snoozed_until ELSE g.snoozed_until END, updated_at = now(), updated_by = excluded.updated_by
  RETURNING fingerprint`;

/** Stays with the cause through redrives and for letters to come. False: no letter has this cause. */
export async function triage(
  database: Pick<Database, 'query'>,
  fingerprint: string,
  wish: GroupTriage,
  actor: string,
): Promise<boolean> {
  const { owner, note, snoozedUntil } = wish;
  const given = [owner, note, snoozedUntil].map((value) => value !== undefined);
  const rows = await database.query(TRIAGE, [
    fingerprint,
    owner ?? null,
    note ?? null,
    snoozedUntil ?? null,
    actor,
    ...given,
  ]);
  if (rows.length === 0) return false;
  await audit(database, { about: 'cause', subject: fingerprint, actor, act: 'triaged', detail: wish });
  return true;
}
