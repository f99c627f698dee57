interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/**
 * What `node --cpu-prof` writes. Times are microseconds of the machine's monotonic clock, as `process.hrtime` has it.
 */
export interface CpuProfile {
  readonly nodes: readonly Node[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface Consumer {
  readonly name: string;
  readonly milliseconds: number;
}

export interface ProfileSummary {
  readonly busyMs: number;
  /** Most expensive first; own time, without what they call. */
  readonly functions: readonly Consumer[];
  /** The same by file, or by package where it is not ours. */
  readonly files: readonly Consumer[];
}

/** Own CPU time within a stretch of time. */
export function summarise(profile: CpuProfile, from: number, to: number): ProfileSummary {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const files = new Map<string, number>();
  let [at, busyMs] = [profile.startTime, 0];
  for (const [index, id] of profile.samples.entries()) {
    const milliseconds = (profile.timeDeltas[index] ?? 0) / 1000;
    at += milliseconds * 1000;
    const node = nodes.get(id);
    if (at < from || at > to || !node || node.callFrame.functionName === '(idle)') continue;
    busyMs += milliseconds;
    add(functions, nameOf(node), milliseconds);
    add(files, fileOf(node), milliseconds);
  }
  return { busyMs, functions: sorted(functions), files: sorted(files) };
}

function add(sums: Map<string, number>, name: string, milliseconds: number): void {
  sums.set(name, (sums.get(name) ?? 0) + milliseconds);
}

function sorted(sums: ReadonlyMap<string, number>): Consumer[] {
  return [...sums]
    .map(([name, milliseconds]) => ({ name, milliseconds }))
    .sort((one, other) => other.milliseconds - one.milliseconds);
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  const place = url ? ` ${short(url)}:${lineNumber + 1}` : '';
  return `${functionName || '(anonymous)'}${place}`;
}

function fileOf({ callFrame: { functionName, url } }: Node): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1] ?? (url ? short(url) : functionName);
}

/** `libs/messaging/dist/x.js`, `pg/lib/client.js`, `node:net`. */
function short(url: string): string {
  return /(?:.*node_modules\/|.*\/(?=(?:libs|apps|tools)\/))(.*)/.exec(url)?.[1] ?? url;
}
