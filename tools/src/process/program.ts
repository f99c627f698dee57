import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PartFailed } from '../errors.js';
import type { Death, Part } from '../stack/stack.js';
import { guard, unguard } from './guard.js';
import { identityOf, isAlive, treeOf } from './identity.js';
import { lastLines } from './log-tail.js';
import { removePidfile, writePidfile } from './pidfile.js';
import { signalPart } from './signals.js';
import { waitFor } from './wait.js';

export interface ProgramOptions {
  readonly name: string;
  /** Folder of the stack: the log goes to `logs/<name>.log`, the pid to `pids/<name>`. */
  readonly folder: string;
  /** Made anew for each start, after `before`. */
  readonly command: () => { readonly file: string; readonly args: readonly string[]; readonly env?: NodeJS.ProcessEnv };
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What must be true before the process is started: free ports, formatted data. */
  readonly before?: () => Promise<void>;
  /** Resolves once the part can be used; gives up when the signal says that it never will. */
  readonly ready: (gone: AbortSignal) => Promise<void>;
  /** @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** Time between the stop signal and SIGKILL. @default 10 s */
  readonly grace?: number;
  /** Called when the process ends and nobody had asked for it. */
  readonly onDeath?: (death: Death) => void;
}

/** A process of the stack: started, watched, stopped and, by tests, killed. It never starts again by itself. */
export class Program implements Part {
  readonly name: string;
  readonly log: string;
  private child: ChildProcess | undefined;
  private wanted = false;
  private endAsked = false;

  constructor(private readonly options: ProgramOptions) {
    this.name = options.name;
    this.log = join(options.folder, 'logs', `${options.name}.log`);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  async start(): Promise<void> {
    if (this.child) return;
    await this.options.before?.();
    const child = this.spawn();
    this.wanted = true;
    this.endAsked = false;
    const gone = new AbortController();
    const ended = once(child, 'exit').then(
      () => 'ended' as const,
      () => 'ended' as const,
    );
    try {
      const outcome = await Promise.race([this.options.ready(gone.signal).then(() => 'ready' as const), ended]);
      if (outcome === 'ended' && this.endAsked)
        throw new PartFailed(this.name, 'was stopped before it was ready', this.log, '');
      if (outcome === 'ended') throw this.failure(`ended before it was ready, ${howItEnded(child)}`);
    } catch (error) {
      await this.kill('SIGKILL');
      throw error instanceof PartFailed ? error : this.failure(`did not become ready: ${String(error)}`);
    } finally {
      gone.abort();
    }
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.wanted = false;
    this.endAsked = true;
    if (child?.pid === undefined) return;
    const exit = this.exitOf(child);
    signalPart(child.pid, 'SIGCONT');
    signalPart(child.pid, this.options.stopSignal ?? 'SIGTERM');
    const ended = await Promise.race([exit, sleep(this.options.grace ?? 10_000, 'late' as const, { ref: false })]);
    if (ended === 'late') await this.kill('SIGKILL');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (child?.pid === undefined) return;
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return signalPart(child.pid, signal);
    this.wanted = false;
    this.endAsked = true;
    if (signal !== 'SIGKILL') return signalPart(child.pid, signal);
    const exit = this.exitOf(child);
    const tree = treeOf(child.pid).flatMap((pid) => identityOf(pid) ?? []);
    signalPart(child.pid, 'SIGKILL');
    // Children that were frozen with the part could not notice its death otherwise.
    for (const { pid } of tree) signalPart(pid, 'SIGCONT');
    await exit;
    // PostgreSQL's backends hold its shared memory for a moment more, and it does not start
    // again before they have gone.
    await waitFor(`the children of ${this.name} ending`, () => !tree.some(isAlive), { within: 10_000, every: 20 });
  }

  private spawn(): ChildProcess {
    const { folder, cwd, user, stopSignal = 'SIGTERM' } = this.options;
    const { file, args, env } = this.options.command();
    mkdirSync(dirname(this.log), { recursive: true });
    const log = openSync(this.log, 'a');
    // A session of its own: Ctrl-C in the terminal reaches only us, and we stop the parts in order.
    const child = spawn(file, args, { stdio: ['ignore', log, log], detached: true, cwd, env, ...user });
    closeSync(log);
    this.child = child;
    const pidfile = join(folder, 'pids', this.name);
    child.on('error', () => this.ended(child, pidfile));
    child.on('exit', () => this.ended(child, pidfile));
    if (child.pid === undefined) return child;
    guard(child.pid, stopSignal);
    writePidfile(pidfile, child.pid);
    return child;
  }

  private ended(child: ChildProcess, pidfile: string): void {
    if (child.pid !== undefined) unguard(child.pid);
    removePidfile(pidfile);
    if (this.child === child) this.child = undefined;
    if (this.wanted) this.options.onDeath?.({ part: this.name, how: howItEnded(child) });
    this.wanted = false;
  }

  private async exitOf(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  private failure(how: string): PartFailed {
    return new PartFailed(this.name, how, this.log, lastLines(this.log));
  }
}

function howItEnded(child: ChildProcess): string {
  return child.signalCode ? `by ${child.signalCode}` : `with exit code ${child.exitCode ?? 'none'}`;
}
