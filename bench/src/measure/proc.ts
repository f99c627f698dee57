import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** CPU time of all its threads. */
  readonly ownMs: number;
  /** CPU time of its children that have ended, theirs included. */
  readonly endedChildrenMs: number;
}

/** The kernel counts in ticks of 1/100 s for every program, on every Linux that Node runs on. */
const msPerTick = 10;

/**
 * Reads a line of `/proc/<pid>/stat`. Fields are counted behind the name, which may itself hold spaces and brackets.
 */
export function parseStat(line: string): ProcessStat {
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (first: number) => (fields[first] ?? 0) + (fields[first + 1] ?? 0);
  return {
    pid: Number.parseInt(line, 10),
    parent: fields[1] ?? 0,
    ownMs: ticks(11) * msPerTick,
    endedChildrenMs: ticks(13) * msPerTick,
  };
}

/** All processes of the machine; those that end while it reads are left out. */
export function readProcesses(): Map<number, ProcessStat> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const lines = pids.flatMap((pid) => read(`/proc/${pid}/stat`) ?? []);
  return new Map(lines.map(parseStat).map((stat) => [stat.pid, stat]));
}

/** The process and all that it started. */
export function treeOf(root: number, processes: ReadonlyMap<number, ProcessStat>): ProcessStat[] {
  const own = processes.get(root);
  const children = [...processes.values()].filter(({ parent }) => parent === root);
  return own ? [own, ...children.flatMap(({ pid }) => treeOf(pid, processes))] : [];
}

export function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
