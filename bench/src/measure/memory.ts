import type { Roots } from './cpu.js';
import { read, readProcesses, treeOf } from './proc.js';

/** Megabytes (10^6 bytes). */
export interface Memory {
  /** Pages in memory, those shared with other processes counted in full. */
  readonly rss: number;
  /**
   * Pages in memory, a shared one divided by its sharers: what sums up. Absent where the
   * kernel does not let us read it.
   */
  readonly pss: number | undefined;
  /** The most that `rss` has been since the process started. */
  readonly peak: number;
}

/** Memory of each process with all that it started. */
export function readMemory(roots: Roots): Record<string, Memory> {
  const processes = readProcesses();
  return Object.fromEntries(
    Object.entries(roots).map(([name, root]) => {
      const each = treeOf(root, processes).map(({ pid }) => memoryOf(pid));
      const pss = each.map((memory) => memory.pss);
      return [
        name,
        {
          rss: sum(each.map((memory) => memory.rss)),
          pss: pss.every((value) => value !== undefined) ? sum(pss) : undefined,
          peak: sum(each.map((memory) => memory.peak)),
        },
      ];
    }),
  );
}

function memoryOf(pid: number): Memory {
  const status = read(`/proc/${pid}/status`) ?? '';
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  return {
    rss: field(status, 'VmRSS') ?? 0,
    pss: rollup === undefined ? undefined : (field(rollup, 'Pss') ?? 0),
    peak: field(status, 'VmHWM') ?? 0,
  };
}

/** Reads a line such as `VmRSS:   1024 kB`. */
export function field(text: string, name: string): number | undefined {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1e6;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
