import { describe, expect, it } from '@jest/globals';
import { parseStat, readProcesses, treeOf, type ProcessStat } from './proc.js';

const line = '42 (my (odd) name) S 7 42 42 0 -1 4194560 900 800 1 2 150 50 30 10 20 0 11 0 12345 1000000 500 0 0';

function stat(pid: number, parent: number): [number, ProcessStat] {
  return [pid, { pid, parent, ownMs: 0, endedChildrenMs: 0 }];
}

describe('a line of /proc/<pid>/stat', () => {
  it('gives CPU times in milliseconds, whatever the name of the process holds', () => {
    expect(parseStat(line)).toEqual({ pid: 42, parent: 7, ownMs: 2000, endedChildrenMs: 400 });
  });
});

describe('the processes of this machine', () => {
  it('include this one under its parent', () => {
    expect(readProcesses().get(process.pid)?.parent).toBe(process.ppid);
  });

  it('are a tree from any of them', () => {
    const processes = new Map([stat(1, 0), stat(2, 1), stat(3, 2), stat(4, 1), stat(5, 9)]);
    expect(treeOf(2, processes).map(({ pid }) => pid)).toEqual([2, 3]);
    expect(treeOf(77, processes)).toEqual([]);
  });
});
