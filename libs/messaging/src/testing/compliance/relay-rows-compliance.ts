import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { Outbox } from '../../outbox/outbox.js';
import { READ_BYTES, READ_ROWS } from '../../relay/relay-limits.js';
import type { UnsentRows } from '../../relay/relay-rows.js';
import { unique, wire } from './records.js';

/** An adapter as the compliance suite uses it: nobody else sends what its outbox holds. */
export interface RelayRowsUnderTest {
  readonly outbox: Outbox;
  readonly database: Pick<Database, 'transaction'>;
  /** As whoever leads has them now; those of a former leader stay what they were. */
  lead(): Promise<UnsentRows>;
  close(): Promise<void>;
}

/** What the relay reads and marks, held against one adapter. Call it at the top of a spec. */
export function relayRowsCompliance(name: string, make: () => RelayRowsUnderTest | Promise<RelayRowsUnderTest>): void {
  describe(`${name} are the relay’s rows`, () => {
    let under: RelayRowsUnderTest;
    let rows: UnsentRows;
    beforeAll(async () => {
      under = await make();
      rows = await under.lead();
    });
    afterAll(() => under.close());
    const written = async (count: number): Promise<string> => {
      const topic = unique('events');
      for (let n = 0; n < count; n += 1)
        await under.database.transaction(async (tx) => under.outbox.write(tx as Tx, [wire(topic, 'a', String(n))]));
      return topic;
    };
    const all = async () => (await rows.read([], { after: '0' })).rows;
    const markAll = async () => {
      for (let left = await all(); left.length > 0; left = await all()) await rows.mark(left.map(({ id }) => id));
    };

    it('reads what is unsent in the order of its ids, without what the reader knows', async () => {
      await markAll();
      const topic = await written(3);
      const ids = (await all()).map(({ id }) => id);
      expect(ids).toHaveLength(3);
      const read = await rows.read([ids[1]!], { after: '0' });
      expect(read.rows.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
      expect(read.rows.map(({ records }) => [records[0]!.topic, records[0]!.value])).toEqual([
        [topic, '0'],
        [topic, '2'],
      ]);
      expect(read.more).toBe(false);
    });

    it('reads behind an id, and up to one', async () => {
      await markAll();
      await written(4);
      const ids = (await all()).map(({ id }) => id);
      expect((await rows.read([], { after: ids[1]! })).rows.map(({ id }) => id)).toEqual(ids.slice(2));
      expect((await rows.read([], { after: ids[0]!, upTo: ids[2]! })).rows.map(({ id }) => id)).toEqual(
        ids.slice(1, 3),
      );
    });

    it('reads a page at most, and says that there is more', async () => {
      await markAll();
      await written(READ_ROWS + 1);
      const page = await rows.read([], { after: '0' });
      expect([page.rows.length, page.more]).toEqual([READ_ROWS, true]);
      const rest = await rows.read([], { after: page.rows.at(-1)!.id });
      expect([rest.rows.length, rest.more]).toEqual([1, false]);
    });

    it('reads no more bytes than one read may have, and one row at least', async () => {
      await markAll();
      const write = (bytes: number) =>
        under.database.transaction(async (tx) =>
          under.outbox.write(tx as Tx, [wire(unique('events'), 'a', 'é'.repeat(bytes / 2))]),
        );
      for (let n = 0; n < 4; n += 1) await write(READ_BYTES * 0.4);
      await write(READ_BYTES * 1.2);
      const page = await rows.read([], { after: '0' });
      expect([page.rows.length, page.more]).toEqual([3, true]);
      await rows.mark(page.rows.map(({ id }) => id));
      const next = await rows.read([], { after: '0' });
      expect([next.rows.length, next.more]).toEqual([2, false]);
      await rows.mark([next.rows[0]!.id]);
      await write(10);
      const last = await rows.read([], { after: '0' });
      expect([last.rows.length, last.more]).toEqual([1, true]);
    });

    it('tells of rows as young as these that none is old enough to be the floor', async () => {
      await markAll();
      await written(1);
      expect((await rows.read([], { after: '0' })).old).toBe('0');
    });

    it('reads nothing again that is marked', async () => {
      await markAll();
      await written(2);
      const [first] = await all();
      await rows.mark([first!.id]);
      await rows.mark([first!.id]);
      expect((await all()).map(({ id }) => id)).not.toContain(first!.id);
    });

    it('keeps the floor for whoever leads next; a former leader changes neither it nor a mark', async () => {
      await markAll();
      await written(1);
      const [row] = await all();
      await rows.noteFloor('7');
      const former = rows;
      rows = await under.lead();
      expect(await rows.floor()).toBe('7');
      await former.noteFloor('9');
      await former.mark([row!.id]);
      expect(await rows.floor()).toBe('7');
      expect((await all()).map(({ id }) => id)).toContain(row!.id);
      await rows.noteFloor('8');
      expect(await rows.floor()).toBe('8');
    });
  });
}
