import { afterAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkJars } from './checksums.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A list of a.jar and b.jar, and a folder with these files. */
function fetched(files: Readonly<Record<string, string>>): [folder: string, list: string] {
  const folder = mkdtempSync(join(tmpdir(), 'jars-'));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const list = join(folder, 'jars.sha256');
  writeFileSync(list, `${sumOf('a')}  a.jar\n${sumOf('b')}  b.jar\n`);
  return [folder, list];
}

describe('jars are run only if they are the ones on the list', () => {
  it('and what else lies there is no jar', async () => {
    await expect(checkJars(...fetched({ 'a.jar': 'a', 'b.jar': 'b', 'classes-21.jsa': 'x' }))).resolves.toBeUndefined();
  });

  it.each([
    ['a changed one', { 'a.jar': 'a', 'b.jar': 'B' }, /b\.jar has the SHA-256 df7e70e5/],
    ['one more', { 'a.jar': 'a', 'b.jar': 'b', 'c.jar': 'c' }, /c\.jar is not on the list/],
    ['one less', { 'a.jar': 'a' }, /b\.jar is missing/],
  ])('not %s', async (_what, files, why) => {
    const [folder, list] = fetched(files);
    await expect(checkJars(folder, list)).rejects.toThrow(why);
    await expect(checkJars(folder, list)).rejects.toThrow(/jars\.sha256.*remove the folder to have it fetched anew/);
  });
});
