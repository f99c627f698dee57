import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LoadFailed } from '../errors.js';
import type { LoadJob, LoadReport, Window } from './messages.js';

export interface Watcher {
  readonly opened: (backends: readonly number[]) => void;
  readonly closed: () => void;
}

/** The load as a process of its own, so that its CPU is counted apart from everything else's. */
export class LoadGenerator {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('./main.js', import.meta.url)), { detached: true });

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves when the last order of the job has ended. */
  async run(job: LoadJob, watcher: Watcher): Promise<Window> {
    const ended = Promise.withResolvers<Window>();
    const listen = (report: LoadReport) => {
      switch (report.kind) {
        case 'opened':
          return watcher.opened(report.backends);
        case 'closed':
          return watcher.closed();
        case 'done':
          return ended.resolve(report.window);
        case 'failed':
          return ended.reject(new LoadFailed(report.why));
      }
    };
    const gone = (code: number | null) => ended.reject(new LoadFailed(`it ended with exit code ${code}`));
    this.#child.on('message', listen).on('exit', gone);
    this.#child.send(job);
    try {
      return await ended.promise;
    } finally {
      this.#child.off('message', listen).off('exit', gone);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await exit;
  }
}
