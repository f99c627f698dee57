import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { contracts } from './index.js';

const apps = new URL('../../../apps/', import.meta.url);
const sources = globSync('*/src/**/*.ts', { cwd: apps, exclude: ['**/*.spec.ts', '**/generated/**'] }).map((path) => ({
  path,
  text: readFileSync(new URL(path, apps), 'utf8'),
}));
const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe('every message', () => {
  it.each(Object.keys(contracts))('%s has a producer', (name) => {
    expect(filesWith(new RegExp(`(?<!Handles\\(|\\.)\\b${name}\\(|request\\(\\s*${name}\\b`))).not.toEqual([]);
  });

  it.each(Object.entries(contracts))('%s has a consumer', (name, { kind, owner }) => {
    const handled = filesWith(new RegExp(`@Handles\\(${name}\\b`));
    const awaited = filesWith(new RegExp(`\\b(yes|no|done|cannot): ${name}\\b`)).filter((path) =>
      path.endsWith('.saga.ts'),
    );
    if (kind === 'command') expect(handled).toEqual([expect.stringMatching(new RegExp(`^${owner}/`))]);
    else expect([...handled, ...awaited]).not.toEqual([]);
  });
});

/** Asks are called after their commands. */
const commandOf = (ask: string) => ask[0]!.toUpperCase() + ask.slice(1);
const steps = sources
  .filter(({ path }) => path.endsWith('.saga.ts'))
  .flatMap(({ text }) =>
    [...text.matchAll(/step\('[\w-]+', +\{ ask: (\w+), .*undo: \{ ask: (\w+),/g)].map(
      ([, ask, undo]) => [commandOf(undo!), commandOf(ask!)] as const,
    ),
  );

describe('every undo', () => {
  it('stands in a saga', () => expect(steps.length).toBeGreaterThan(4));

  it.each(steps)('%s names %s, which it undoes, at its handler', (undo, action) => {
    expect(filesWith(new RegExp(`@Handles\\(${undo}, \\{ undoes: \\[[^\\]]*\\b${action}\\b`))).toHaveLength(1);
  });
});
