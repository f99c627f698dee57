import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', '{apps,libs}/*/README.md', 'tests/README.md'], {
  cwd: root,
});
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

// The repository checks its own claims: what a page shows is compiled, what it links to is there.
describe.each(pages)('%s', (page) => {
  it('links only to files that exist', () => {
    const targets = [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it('shows only TypeScript that stands in a compiled file', () => {
    const compiled = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tests/stories/docs/**/*.ts'], {
      cwd: root,
      exclude: (name) => name === 'generated' || name === 'docs.spec.ts',
    }).map(textOf);
    const snippets = [...textOf(page).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, snippet]) => snippet!);
    expect(snippets.filter((snippet) => !compiled.some((text) => text.includes(snippet)))).toEqual([]);
  });
});

it('every failure mode names the spec that proves it', () => {
  const rows = textOf('docs/failure-modes.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what breaks'));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/\]\([^)]*\.spec\.ts\)/.test(row))).toEqual([]);
});
