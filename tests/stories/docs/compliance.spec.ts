import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../../libs/messaging/src', import.meta.url));
const find = (pattern: string) => globSync(pattern, { cwd: source }).sort();
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

/** Ports of which memory has an adapter, and which no suite names. */
const WITHOUT_A_SUITE: Readonly<Record<string, string>> = {
  Subscription: 'it is what `Broker.subscribe` gives, and stands under the suite of that',
  Database: 'every suite of stores runs in its transactions',
  Tx: 'every suite of stores runs in one',
  Worker: 'it is the simulation’s own, and has no other adapter',
};

const suites = find('testing/compliance/*-compliance.ts').map((file) => ({
  file,
  name: basename(file, '.ts'),
  callers: find('**/*.spec.ts').filter((spec) => textOf(spec).includes(`/${basename(file, '.ts')}.js'`)),
}));
const suiteTexts = find('testing/compliance/*.ts').map(textOf).join('\n');
const implemented = find('memory/*.ts')
  .flatMap((file) => [...textOf(file).matchAll(/class \w+ implements ([^{]+) \{/g)])
  .flatMap(([, ports]) => ports!.split(/,\s*(?![^<]*>)/))
  .map((port) => port.replace(/<.*/, ''));

describe('one suite for every adapter', () => {
  it.each(suites)('$name is passed in memory, and over what is deployed', ({ callers }) => {
    const inMemory = callers.filter((spec) => !spec.endsWith('.int.spec.ts'));
    expect(inMemory).not.toEqual([]);
    expect(callers.length).toBeGreaterThan(inMemory.length);
  });

  it.each([...new Set(implemented)].sort())('%s, of which memory has an adapter, has a suite or a reason', (port) => {
    const isNamed = new RegExp(`\\b${port}\\b`).test(suiteTexts);
    expect({ port, isHeld: isNamed || port in WITHOUT_A_SUITE }).toEqual({
      port,
      isHeld: true,
    });
  });
});
