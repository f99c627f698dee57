import { Problem } from '@sagaworks/chassis';
import type { Database } from '../../runtime/database.js';
import { group } from '../../operations/dead-letters/groups.js';
import { chosenBy, type Chosen, type RedriveMany } from '../../operations/redrives/selection.js';

export const unknownGroup = (name: string): Problem =>
  new Problem({ status: 404, code: 'unknown-dead-letter-group', detail: `No dead letter has the cause ${name}.` });

/** The dead letters that the request selects, the oldest first. A cause that no letter has is a 404. */
export async function meant(database: Pick<Database, 'query'>, wish: RedriveMany): Promise<Chosen[]> {
  const chosen = await chosenBy(database, wish);
  if ('group' in wish && chosen.length === 0 && (await group(database, wish.group)) === undefined)
    throw unknownGroup(wish.group);
  return chosen;
}
