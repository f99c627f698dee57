import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withLock } from './lock.js';

const newLock = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'lock');

describe('a lock', () => {
  it('lets one in at a time', async () => {
    const file = newLock();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await Promise.resolve();
      inside--;
    };
    await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
    expect(most).toBe(1);
  });

  it('of a process that has died is taken over', async () => {
    const file = newLock();
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: '1' }));
    await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is free again after work that failed', async () => {
    const file = newLock();
    await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(withLock(file, () => Promise.resolve('done'))).resolves.toBe('done');
  });
});
