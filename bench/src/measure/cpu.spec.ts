import { describe, expect, it } from '@jest/globals';
import { cpuPerOrder, readCpu } from './cpu.js';
import type { ProcessStat } from './proc.js';

function processes(...stats: ProcessStat[]): Map<number, ProcessStat> {
  return new Map(stats.map((stat) => [stat.pid, stat]));
}

const postmaster = { pid: 10, parent: 1, ownMs: 100, endedChildrenMs: 50 };
const backend = { pid: 11, parent: 10, ownMs: 400, endedChildrenMs: 0 };
const backendOfLoad = { pid: 12, parent: 10, ownMs: 30, endedChildrenMs: 0 };
const load = { pid: 20, parent: 1, ownMs: 500, endedChildrenMs: 0 };

describe('CPU time', () => {
  it('of a process includes its children, the ended ones too', () => {
    expect(readCpu({ postgres: 10 }, { to: 'load', pids: [] }, processes(postmaster, backend))).toEqual({
      postgres: 550,
    });
  });

  it("of the load includes PostgreSQL's work for it, which PostgreSQL is not charged for", () => {
    const all = processes(postmaster, backend, backendOfLoad, load);
    expect(readCpu({ postgres: 10, load: 20 }, { to: 'load', pids: [12] }, all)).toEqual({ postgres: 550, load: 530 });
  });

  it('is not lost when a child ends between two readings', () => {
    const before = readCpu({ postgres: 10 }, { to: 'load', pids: [] }, processes(postmaster, backend));
    const after = readCpu(
      { postgres: 10 },
      { to: 'load', pids: [] },
      processes({ ...postmaster, endedChildrenMs: 50 + 420 }),
    );
    expect(cpuPerOrder(before, after, 10)).toEqual({ postgres: 2 });
  });

  it('is nothing an order where there was no order', () => {
    expect(cpuPerOrder({ orders: 1 }, { orders: 9 }, 0)).toEqual({ orders: 0 });
  });
});
