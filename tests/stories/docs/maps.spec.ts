import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const library = join(root, 'libs/messaging');
// A script of ESLint's, without types.
const { ROOMS, ABOVE } = (await import(pathToFileURL(join(library, 'rooms.mjs')).href)) as {
  readonly ROOMS: readonly (readonly [room: string, why: string])[];
  readonly ABOVE: readonly string[];
};

interface Row {
  readonly folder: string;
  readonly files: readonly string[];
}

/** The rows of the map in the library's README, each with the files that it names. */
function rows(): Row[] {
  const lines = readFileSync(join(library, 'README.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const folder = /^\| \[`(\w+)`\]\(src\/\1\) \|/.exec(line)?.[1];
    if (folder === undefined) return [];
    const files = [...line.matchAll(/\]\(([^)]+\.ts)\)/g)].map(([, file]) => file!);
    return [{ folder, files }];
  });
}

describe('the map of libs/messaging', () => {
  it('has a row for each room, in the order in which they stand upon each other', () => {
    expect(rows().map(({ folder }) => folder)).toEqual([...ROOMS.map(([room]) => room), ...ABOVE]);
  });

  it.each(rows())('names in $folder a file to read first and a spec that attacks it, and both are there', (row) => {
    const [first, spec, ...more] = row.files;
    expect(more).toEqual([]);
    expect(first).toMatch(new RegExp(`^src/${row.folder}/`));
    expect(spec).toMatch(/\.spec\.ts$/);
    expect(row.files.filter((file) => !existsSync(join(library, file)))).toEqual([]);
  });
});
