import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { run } from '../../process/run.js';
import { waitFor } from '../../process/wait.js';
import type { SystemUser } from './postgres-user.js';

export const account = { user: 'sagaworks', password: 'sagaworks' };

/** Makes a data folder: a copy of the image where there is one, which spares initdb, migrations and seeds. */
export async function makeData(
  bin: string,
  data: string,
  user: SystemUser | undefined,
  image: string | undefined,
): Promise<void> {
  mkdirSync(dirname(data), { recursive: true });
  // A run that died half-way leaves a folder without its last file; it holds nothing yet.
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  if (image && existsSync(image)) await copyFolder(image, unfinished);
  else await initialise(bin, unfinished, user);
  renameSync(unfinished, data);
}

/** Keeps a copy of a data folder whose server has been stopped. Two at once make the same image; one of them stays. */
export async function keepImage(data: string, image: string): Promise<void> {
  if (existsSync(image)) return;
  mkdirSync(dirname(image), { recursive: true });
  const unfinished = `${image}.${process.pid}.unfinished`;
  await copyFolder(data, unfinished);
  try {
    renameSync(unfinished, image);
  } catch {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOldImages(dirname(image), image);
}

/** Every change of a migration makes an image of its own. A young one may be in use by another branch's stack. */
function removeOldImages(folder: string, current: string): void {
  const hour = 3_600_000;
  for (const image of readdirSync(folder).map((name) => join(folder, name))) {
    if (image !== current && Date.now() - statSync(image).ctimeMs > hour)
      rmSync(image, { recursive: true, force: true });
  }
}

/**
 * Frees a data folder whose server was killed, once its last process has gone. PostgreSQL alone refuses to start as
 * long as the dead server is a zombie, which it stays for good in a container whose first process does not reap.
 */
export async function releaseData(data: string): Promise<void> {
  await waitFor(`the processes in ${data} ending`, () => !isWorkedIn(data), { within: 10_000, every: 20 });
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** All processes of a server, and only they, have its data folder as their working folder. */
function isWorkedIn(data: string): boolean {
  const folder = realpathSync(data);
  return readdirSync('/proc').some((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/cwd`) === folder;
    } catch {
      return false; // it has just ended
    }
  });
}

async function initialise(bin: string, data: string, user: SystemUser | undefined): Promise<void> {
  const passwordFile = join(dirname(data), `.password.${process.pid}`);
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, account.password, { mode: 0o600 });
  for (const path of [data, passwordFile]) if (user) chownSync(path, user.uid, user.gid);
  const options = ['-U', account.user, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  try {
    await run('initdb', join(bin, 'initdb'), ['-D', data, ...options, ...locale], { ...user, cwd: tmpdir() });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await run(`copying ${from}`, 'cp', ['-a', '--reflink=auto', from, to]);
}
