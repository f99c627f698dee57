import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../../libs/messaging/src/', import.meta.url));
const EXPORTED = /^export (?:abstract |async |declare )*(?:const|function\*?|class|interface|type|enum) (\w+)/gm;

/** Names that may stand in several files, and why they mean one thing there, or do not yet. */
const ALLOWED: Readonly<Record<string, string>> = {};

/** The files of each exported name; a const and a type of one name in one file are one declaration. */
function declared(): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  for (const file of globSync('**/*.ts', {
    cwd: source,
    exclude: ['**/*.spec.ts', '**/*.fixture.ts', '**/generated/**'],
  }))
    for (const [, name] of readFileSync(`${source}${file}`, 'utf8').matchAll(EXPORTED))
      files.set(name!, (files.get(name!) ?? new Set()).add(file));
  return new Map([...files].map(([name, places]) => [name, [...places].sort()]));
}

describe('an exported name of libs/messaging', () => {
  const several = [...declared()].filter(([, places]) => places.length > 1);

  it('stands in one file, or it is said here why not', () => {
    expect(declared().size).toBeGreaterThan(500);
    expect(several.filter(([name]) => ALLOWED[name] === undefined)).toEqual([]);
  });

  it('is not excused here when it stands in one file only', () => {
    const names = new Set(several.map(([name]) => name));
    expect(Object.keys(ALLOWED).filter((name) => !names.has(name))).toEqual([]);
  });
});
