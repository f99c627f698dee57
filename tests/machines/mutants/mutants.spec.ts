import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mutants } from './defects.js';
import { planted } from './mutant.js';

describe('the planted defects', () => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('have a place in their source: %s', (_, mutant) => {
    const source = readFileSync(mutant.file, 'utf8');
    expect(planted(source, mutant)).not.toBe(source);
  });

  it('are at least twenty, each of another name', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(20);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it('name specs that exist', () => {
    const specs = mutants.flatMap(({ foundBy }) => (foundBy === 'simulation' ? [] : [foundBy.split(' ')[1]!]));
    expect(specs.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('are refused where there is no place or two for them', () => {
    expect(() => planted('one one', { file: 'a.ts', find: 'one', replace: 'two' })).toThrow(
      'a.ts has this 2 times, not once: one',
    );
    expect(() => planted('', { file: 'a.ts', find: 'one', replace: 'two' })).toThrow('0 times');
  });
});
