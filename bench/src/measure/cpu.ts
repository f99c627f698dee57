import { readProcesses, treeOf, type ProcessStat } from './proc.js';

/** Processes by the name that they are reported under; each counts with all that it started. */
export type Roots = Readonly<Record<string, number>>;

/** Milliseconds of CPU by name. */
export type Cpu = Readonly<Record<string, number>>;

/**
 * CPU time since boot. `moved` are processes that count for another name than their parent's:
 * the load's PostgreSQL backends.
 */
export function readCpu(
  roots: Roots,
  moved: { readonly to: string; readonly pids: readonly number[] },
  processes = readProcesses(),
): Cpu {
  const away = new Set(moved.pids);
  const cpu: Record<string, number> = {};
  for (const [name, root] of Object.entries(roots)) {
    const tree = treeOf(root, processes).filter(({ pid }) => !away.has(pid));
    cpu[name] = sum(tree, (each) => each.ownMs + each.endedChildrenMs);
  }
  const movedMs = sum(
    [...away].flatMap((pid) => processes.get(pid) ?? []),
    (each) => each.ownMs,
  );
  if (moved.to in cpu) cpu[moved.to]! += movedMs;
  return cpu;
}

export function cpuPerOrder(before: Cpu, after: Cpu, orders: number): Cpu {
  const names = Object.keys(after);
  return Object.fromEntries(
    names.map((name) => [name, orders === 0 ? 0 : ((after[name] ?? 0) - (before[name] ?? 0)) / orders]),
  );
}

function sum(processes: readonly ProcessStat[], of: (each: ProcessStat) => number): number {
  return processes.reduce((total, each) => total + of(each), 0);
}
