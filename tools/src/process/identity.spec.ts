import { describe, expect, it } from '@jest/globals';
import { identityOf, isAlive, treeOf } from './identity.js';

describe('the identity of a process', () => {
  it('is found for a living process and stays the same', () => {
    const identity = identityOf(process.pid);
    expect(identity).toEqual(identityOf(process.pid));
    expect(identity && isAlive(identity)).toBe(true);
  });

  it('is none for a pid that nobody has', () => {
    expect(identityOf(2 ** 30)).toBeUndefined();
  });

  it('tells a later process with the same pid apart', () => {
    expect(isAlive({ pid: process.pid, startedAt: '1' })).toBe(false);
  });

  it('knows the process itself as the root of its tree', () => {
    expect(treeOf(process.pid)[0]).toBe(process.pid);
  });
});
