import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Missing } from '../../errors.js';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. Whoever is not root runs it as itself: undefined. */
export function postgresUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find((fields) => fields[0] === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Missing(
    'an unprivileged user for PostgreSQL, which refuses to run as root',
    'run this as another user than root',
  );
}

/** Whether others than the owner may walk down to it. A checkout under /root or in a mktemp folder is not reachable. */
export function isReachable(path: string): boolean {
  const searchable = (statSync(path).mode & 0o001) !== 0;
  const parent = dirname(path);
  return searchable && (parent === path || isReachable(parent));
}
