import { treeOf } from './identity.js';

/** Sends a signal; a process that has already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Not by its class: in Jest it is the Error of another realm.
    if ((error as { readonly code?: unknown }).code !== 'ESRCH') throw error;
  }
}

/** Freezing and thawing concern all that the process has started; every other signal is for the process itself. */
export function signalPart(pid: number, name: NodeJS.Signals): void {
  const targets = name === 'SIGSTOP' || name === 'SIGCONT' ? treeOf(pid) : [pid];
  for (const target of targets) signal(target, name);
}
