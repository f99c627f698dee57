import { describe, expect, it } from '@jest/globals';
import { silent } from '../runtime/logger.js';
import { WrongDeclaration } from '../errors.js';
import { Latch } from '../testing/compliance/records.js';
import { MemoryDatabase } from './memory-database.js';
import { memoryMapStore } from './memory-store.js';

describe('MemoryDatabase', () => {
  it('runs one transaction at a time, in the order asked for', async () => {
    const database = new MemoryDatabase();
    const latch = new Latch();
    const seen: string[] = [];
    const first = database.transaction(async () => {
      await latch.pass();
      seen.push('first');
    });
    const second = database.transaction(async () => void seen.push('second'));
    await latch.reached;
    latch.open();
    await Promise.all([first, second]);
    expect(seen).toEqual(['first', 'second']);
  });

  it('says what is wrong when a store sends SQL, even if nobody awaits it', async () => {
    const lost = new MemoryDatabase().transaction(async (tx) => void tx.sql('SELECT 1'));
    await expect(lost).rejects.toThrow(WrongDeclaration);
    await expect(lost).rejects.toThrow(/takes no SQL: use a memory store instead of: SELECT 1/);
  });

  it('stays committed where something that follows the commit fails, and the rest follows', async () => {
    const [told, seen]: [object[], string[]] = [[], []];
    const database = new MemoryDatabase(undefined, { ...silent, error: (fields) => void told.push(fields) });
    const work = database.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('first'));
      tx.afterCommit(() => {
        throw new RangeError('a listener with a bug');
      });
      tx.afterCommit(() => seen.push('last'));
      return 'done';
    });
    await expect(work).resolves.toBe('done');
    expect(seen).toEqual(['first', 'last']);
    expect(told).toMatchObject([{ err: { message: 'a listener with a bug' } }]);
  });

  it("gives a transaction the clock's time", async () => {
    const now = new Date('2026-02-03T04:05:06Z');
    expect(await new MemoryDatabase(() => now).transaction((tx) => tx.now)).toEqual(now);
  });

  it('shows a transaction its own writes, and nobody else before the commit', async () => {
    const [database, store] = [new MemoryDatabase(), memoryMapStore<string, number>()];
    await database.transaction(async (tx) => {
      const state = await store.load(tx, ['a']);
      state.set('a', 1);
      await store.save(tx, state);
      expect((await store.load(tx, ['a'])).get('a')).toBe(1);
      expect(store.rows.size).toBe(0);
    });
    expect(store.rows.get('a')).toBe(1);
  });
});
