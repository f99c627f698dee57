import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { Inbox, InboxMark, InboxState } from '../../inbox/inbox.js';
import { Latch } from './records.js';

/** An adapter as the compliance suite uses it. */
export interface InboxUnderTest {
  readonly inbox: Inbox;
  readonly database: Pick<Database, 'transaction'>;
  /** The same tables as another instance of the service reaches them. */
  readonly other: Pick<Database, 'transaction'>;
  /** What is committed. */
  stateOf(mark: InboxMark): Promise<InboxState | undefined>;
  close(): Promise<void>;
}

/** What every inbox does, held against one adapter. Call it at the top of a spec. */
export function inboxCompliance(name: string, make: () => InboxUnderTest | Promise<InboxUnderTest>): void {
  describe(`${name} is an inbox`, () => {
    let under: InboxUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    inboxCases(() => under);
  });
}

/** Sorted by id, as the port wants them. */
const marks = (count: number, sentAt = new Date()): InboxMark[] =>
  Array.from({ length: count }, () => randomUUID())
    .sort()
    .map((id) => ({ id, sentAt }));
const idsOf = (list: readonly InboxMark[]) => new Set(list.map(({ id }) => id));

function inboxCases(under: () => InboxUnderTest): void {
  const inTx = <T>(work: (tx: Tx) => Promise<T>, database = under().database): Promise<T> =>
    database.transaction((tx) => work(tx as Tx));
  const mark = (list: readonly InboxMark[]) => inTx((tx) => under().inbox.mark(tx, list));

  it('gives each message once', async () => {
    const list = marks(3);
    expect(await mark(list.slice(0, 2))).toEqual(idsOf(list.slice(0, 2)));
    expect(await mark(list)).toEqual(idsOf(list.slice(2)));
    expect(await mark(list)).toEqual(new Set());
    expect(await mark([])).toEqual(new Set());
  });

  it.each([
    ['this moment', new Date()],
    ['long ago', new Date('2019-03-01T00:00:00Z')],
    ['the far future', new Date('2090-01-01T00:00:00.123Z')],
  ])('gives a message from %s once', async (_when, sentAt) => {
    const list = marks(1, sentAt);
    expect(await mark(list)).toEqual(idsOf(list));
    expect(await mark(list)).toEqual(new Set());
  });

  it('gives a message once, whatever time its repetition has: none of its own, another, or one of another month', async () => {
    const now = Date.now();
    const [first] = marks(1, new Date(now));
    expect(await mark([first!])).toEqual(idsOf([first!]));
    for (const later of [1, 1_500, 40 * 24 * 3_600_000, -3_600_000])
      expect(await mark([{ ...first!, sentAt: new Date(now + later) }])).toEqual(new Set());
    await inTx(async (tx) => under().inbox.settle(tx, [{ ...first!, sentAt: new Date(0) }], 'dead'));
    expect(await under().stateOf(first!)).toBe('dead');
  });

  it('forgets what a transaction marked that did not commit', async () => {
    const list = marks(1);
    const lost = inTx(async (tx) => {
      await under().inbox.mark(tx, list);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    expect(await under().stateOf(list[0]!)).toBeUndefined();
    expect(await mark(list)).toEqual(idsOf(list));
  });

  it('keeps a message as handled unless it is settled otherwise', async () => {
    const list = marks(3);
    await inTx(async (tx) => {
      await under().inbox.mark(tx, list);
      under().inbox.settle(tx, [list[0]!], 'parked');
      under().inbox.settle(tx, [list[1]!], 'dead');
      under().inbox.settle(tx, [], 'dead');
    });
    expect(await Promise.all(list.map((each) => under().stateOf(each)))).toEqual(['parked', 'dead', 'handled']);
    await inTx(async (tx) => under().inbox.settle(tx, [list[0]!], 'handled'));
    expect(await under().stateOf(list[0]!)).toBe('handled');
  });

  it('gives a message to one of two instances that take it at once: the other waits until the first has committed', async () => {
    const list = marks(2);
    const latch = new Latch();
    const first = inTx(async (tx) => {
      const fresh = await under().inbox.mark(tx, list);
      await latch.pass();
      return fresh;
    });
    await latch.reached;
    const second = inTx((tx) => under().inbox.mark(tx, list), under().other);
    latch.open();
    expect([await first, await second]).toEqual([idsOf(list), new Set()]);
  });

  it('gives a message to the second of two instances when the first one fails', async () => {
    const list = marks(1);
    const latch = new Latch();
    const first = inTx(async (tx) => {
      await under().inbox.mark(tx, list);
      await latch.pass();
      throw new Error('the batch failed');
    });
    await latch.reached;
    const second = inTx((tx) => under().inbox.mark(tx, list), under().other);
    latch.open();
    await expect(first).rejects.toThrow('the batch failed');
    expect(await second).toEqual(idsOf(list));
  });
}
