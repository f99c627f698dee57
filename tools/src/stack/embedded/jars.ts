import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from '../../errors.js';
import { localFolder, root } from '../../paths.js';
import { withLock } from '../../process/lock.js';
import { run } from '../../process/run.js';
import { checkJars } from './checksums.js';

const mavenHint = 'install it ("apt-get install maven") or set SAGAWORKS_MAVEN to an existing mvn';

/**
 * The folder with the jars that `tools/<name>/pom.xml` names, fetched through Maven the first time. The folder carries
 * a hash of the pom, so a changed pom is fetched anew, and appears whole or not at all. Its jars are those of
 * `tools/<name>/jars.sha256`, looked at each time: throws `ChangedJar`. A folder of one's own
 * (`SAGAWORKS_<NAME>_JARS`) is one's own to trust.
 */
export async function jarsOf(name: 'kafka' | 'zipkin'): Promise<string> {
  const existing = process.env[`SAGAWORKS_${name.toUpperCase()}_JARS`];
  if (existing) return existing;
  const pom = join(root, 'tools', name, 'pom.xml');
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8);
  const folder = join(localFolder, 'jars', `${name}-${hash}`);
  const sums = join(root, 'tools', name, 'jars.sha256');
  // One Maven at a time: it does not defend its own cache against another.
  if (!existsSync(folder))
    await withLock(join(localFolder, 'jars', 'maven.lock'), async () => {
      if (!existsSync(folder)) await fetch(name, pom, folder);
    });
  await checkJars(folder, sums);
  return folder;
}

async function fetch(name: string, pom: string, folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const maven = process.env['SAGAWORKS_MAVEN'] ?? 'mvn';
  await run('mvn -version', maven, ['-version']).catch(() => {
    throw new Missing(
      'Maven',
      `${mavenHint}, or SAGAWORKS_${name.toUpperCase()}_JARS to a folder with the jars of ${pom}`,
    );
  });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`];
  await run(`fetching the jars of ${name} through Maven`, maven, ['-B', '-q', '-f', pom, ...goal]);
  renameSync(unfinished, folder);
}
