import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '../../testing/throwaway-service.js';
import type { InboxState } from '../../inbox/inbox.js';
import { listInbox, type InboxPosition, type OwnInboxItem } from './list-inbox.js';
import type { Slice } from './slice.js';
import { PgInbox } from '../../inbox/pg-inbox.js';

describe('the list of the inbox', () => {
  let under: ThrowawayService;
  beforeAll(async () => void (under = await throwawayService('kitchen')));
  afterAll(() => under.close());

  /** Takes a message that was sent some seconds ago. */
  async function take(secondsAgo: number, state: InboxState = 'handled'): Promise<string> {
    const mark = { id: randomUUID(), sentAt: new Date(Date.now() - 1_000 * secondsAgo) };
    const inbox = new PgInbox();
    await under.database.transaction(async (tx) => {
      await inbox.mark(tx, [mark]);
      if (state !== 'handled') inbox.settle(tx, [mark], state);
    });
    return mark.id;
  }
  const park = async (id: string, type: string) => {
    await under.database.query(
      `INSERT INTO messaging.parked_sequence (topic, key, length, due_at) VALUES ('kitchen.commands', $1, 1, now())`,
      [id],
    );
    await under.database.query(
      `INSERT INTO messaging.parked_message (topic, key, message_id, type, record_partition, record_offset, record_time, record_headers)
      VALUES ('kitchen.commands', $1, $1, $2, 0, 0, now(), '{}')`,
      [id, type],
    );
  };
  const ids = ({ items }: { readonly items: readonly OwnInboxItem[] }) => items.map(({ id }) => id);

  it('gives the latest first, page by page, however far apart they were sent', async () => {
    const taken: string[] = [];
    for (const secondsAgo of [1, 2, 2, 600, 40_000, 3_000_000]) taken.push(await take(secondsAgo));
    const seen: string[] = [];
    for (let after: InboxPosition | null | undefined; after !== null; ) {
      const page: Slice<OwnInboxItem, InboxPosition> = await listInbox(under.database, { limit: 2, after });
      seen.push(...ids(page));
      after = page.next;
    }
    expect(seen).toHaveLength(taken.length);
    expect(seen.slice(3)).toEqual(taken.slice(3));
    expect(new Set(seen)).toEqual(new Set(taken));
  });

  it('finds by state, and by type what has failed', async () => {
    const [soup, stew, dead] = [await take(5, 'parked'), await take(6, 'parked'), await take(7, 'dead')];
    await park(soup, 'kitchen.cook-soup');
    await park(stew, 'kitchen.cook-stew');
    expect(ids(await listInbox(under.database, { limit: 10, state: 'parked' }))).toEqual([soup, stew]);
    expect((await listInbox(under.database, { limit: 10, state: 'dead' })).items).toMatchObject([
      { id: dead, state: 'dead', type: null },
    ]);
    expect((await listInbox(under.database, { limit: 10, type: 'kitchen.cook-stew' })).items).toMatchObject([
      { id: stew, state: 'parked', type: 'kitchen.cook-stew', topic: 'kitchen.commands', key: stew },
    ]);
    expect(ids(await listInbox(under.database, { limit: 10, type: 'kitchen.cook-stew', state: 'dead' }))).toEqual([]);
  });
});
