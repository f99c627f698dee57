import { readFileSync } from 'node:fs';

/** A process told apart from a later one that was given the same pid. */
export interface Identity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Field 22 of /proc/pid/stat; fields are counted behind the name, which may itself hold spaces and brackets. */
export function identityOf(pid: number): Identity | undefined {
  const fields = statFields(pid);
  const startedAt = fields?.[19];
  return startedAt === undefined || fields?.[0] === 'Z' ? undefined : { pid, startedAt };
}

export function isAlive(identity: Identity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/**
 * The process and all it started, parents first. Needed to freeze PostgreSQL: its backends
 * are no part of its process group.
 */
export function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
