import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.js';
import { run } from '../process/run.js';
import type { ServiceName } from '../stack/stack.js';
import { withDatabase } from './sql.js';

/**
 * Applies what is new under `prisma/<service>/migrations`. Costs 1-2 s of CPU, whether there is something new or not.
 */
export async function migrateService(service: ServiceName, url: string): Promise<void> {
  const folder = join(root, 'prisma', service);
  if (!existsSync(join(folder, 'migrations'))) return;
  const bin = join(root, 'node_modules', '.bin');
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const args = [prisma, 'migrate', 'deploy', '--config', join(folder, 'prisma.config.ts')];
  const env = {
    ...process.env,
    DATABASE_URL: url,
    // The engine is started by its #! line.
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  await run(`prisma migrate deploy of ${service}`, process.execPath, args, { cwd: root, env });
}

/** Seeds can be applied again and again: they insert what is not there. */
export async function seedService(service: ServiceName, url: string): Promise<void> {
  const file = join(root, 'prisma', service, 'seed.sql');
  if (!existsSync(file)) return;
  await withDatabase(url, (client) => client.query(readFileSync(file, 'utf8')));
}
