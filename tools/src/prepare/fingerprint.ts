import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.js';
import { databases, services, type ServiceName } from '../stack/stack.js';

/** Changes with everything that decides what a prepared database holds. */
export function fingerprintOf(service: ServiceName): string {
  const hash = createHash('sha256');
  const folder = join(root, 'prisma', service);
  for (const path of [join(root, 'libs/messaging/migrations'), join(folder, 'migrations'), join(folder, 'seed.sql')])
    add(path, hash);
  return hash.digest('hex').slice(0, 16);
}

/** The same for all databases of a stack together. */
export function fingerprint(): string {
  return createHash('sha256')
    .update([...databases, ...services.map(fingerprintOf)].join())
    .digest('hex')
    .slice(0, 16);
}

function add(path: string, hash: Hash): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) add(join(path, entry), hash);
  } else if (!path.endsWith('.spec.ts')) {
    hash.update(path.slice(root.length)).update(readFileSync(path));
  }
}
