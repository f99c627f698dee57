import type { WorkUnit } from '../handler/work-unit.js';
import { markOf, type Inbox, type InboxMark } from '../inbox/inbox.js';
import type { Tx } from '../runtime/database.js';

const NONE: ReadonlySet<WorkUnit> = new Set();

/**
 * Marks the units of all sources that want it in one statement; resolves to those that are repetitions, of one in the
 * same batch too. The first of the same is the one that is marked: it is what another instance may be about to commit.
 */
export async function repetitionsOf(inbox: Inbox, tx: Tx, units: readonly WorkUnit[]): Promise<ReadonlySet<WorkUnit>> {
  const marked = units.filter(({ source }) => source.marked === true);
  if (marked.length === 0) return NONE;
  const unseen = new Set(await inbox.mark(tx, sortedMarks(marked)));
  return new Set(marked.filter((unit) => !unseen.delete(unit.message.inboxId)));
}

function sortedMarks(units: readonly WorkUnit[]): InboxMark[] {
  const byId = new Map<string, InboxMark>();
  for (const { message } of units) if (!byId.has(message.inboxId)) byId.set(message.inboxId, markOf(message));
  return [...byId.keys()].sort().map((id) => byId.get(id)!);
}
