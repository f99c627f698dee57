// A sender whose clock is months, or millennia, off: what it sends is known again, and its mark is dropped with those
// of its time.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Tx } from '../runtime/database.js';
import { throwawayService, type ThrowawayService } from '../testing/throwaway-service.js';
import { PgInbox } from './pg-inbox.js';

let service: ThrowawayService;
beforeAll(async () => void (service = await throwawayService('shop')));
afterAll(() => service.close());

const MONTH = 31 * 86_400_000;
const mark = (id: string, sentAt: Date) =>
  service.database.transaction((tx) => new PgInbox().mark(tx as Tx, [{ id, sentAt }]));
const unplaced = async () => (await service.database.query('SELECT FROM messaging.inbox_other')).length;

describe.each([
  ['four months ahead', new Date(Date.now() + 4 * MONTH)],
  ['of the last day there is', new Date('9999-12-31T23:59:59Z')],
  ['of the first day there is', new Date('0001-01-01T00:00:00Z')],
  ['older than the inbox remembers', new Date(Date.now() - 4 * MONTH)],
])('a message %s', (_when, sentAt) => {
  it('is known again, and has its mark in a month that will be dropped', async () => {
    const id = randomUUID();
    expect(await mark(id, sentAt)).toEqual(new Set([id]));
    expect(await mark(id, sentAt)).toEqual(new Set());
    expect(await mark(id, new Date())).toEqual(new Set());
    expect(await unplaced()).toBe(0);
  });
});

it('a time within the months that there are is kept as it is', async () => {
  const [id, sentAt] = [randomUUID(), new Date(Date.now() - 86_400_000)];
  await mark(id, sentAt);
  expect(await service.database.query('SELECT sent_at AS at FROM messaging.inbox WHERE message_id = $1', [id])).toEqual(
    [{ at: sentAt }],
  );
});
