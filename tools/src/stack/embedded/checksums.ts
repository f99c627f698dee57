import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChangedJar } from '../../errors.js';

/**
 * Holds the jars of a folder against a list as `sha256sum *.jar` writes it: all of these and no other, since whatever
 * lies there is run. Throws `ChangedJar`.
 */
export async function checkJars(folder: string, list: string): Promise<void> {
  const named = new Map(
    readFileSync(list, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+\*?/) as [string, string])
      .map(([sum, jar]) => [jar, sum]),
  );
  const there = readdirSync(folder).filter((file) => file.endsWith('.jar'));
  const [stranger] = there.filter((jar) => !named.has(jar));
  if (stranger !== undefined) throw new ChangedJar(join(folder, stranger), 'is not on the list', list);
  for (const [jar, sum] of named) {
    if (!there.includes(jar)) throw new ChangedJar(join(folder, jar), 'is missing', list);
    const found = createHash('sha256')
      .update(await readFile(join(folder, jar)))
      .digest('hex');
    if (found !== sum) throw new ChangedJar(join(folder, jar), `has the SHA-256 ${found}, not ${sum}`, list);
  }
}
