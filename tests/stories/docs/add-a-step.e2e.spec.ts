import { describe, expect, it } from '@jest/globals';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkspaceCopy } from '../../machines/support/workspace-copy.js';

const BUILT = ['libs/contracts', 'apps/orders', 'apps/screening'];
const SPECS = [
  'apps/screening/src/screening.spec.ts',
  'apps/orders/src/fulfil-order/fulfil-order.saga.spec.ts',
  'tests/machines/oracle/checks/compensation.spec.ts',
  'tests/stories/saga/screen-order.e2e.spec.ts',
];

/** As one program: what is built has its types checked, and so have its specs. */
async function build(copy: WorkspaceCopy): Promise<void> {
  const compilerOptions = {
    rootDir: '.',
    outDir: 'out',
    paths: { '@sagaworks/contracts': ['./libs/contracts/src/index.ts'] },
    typeRoots: ['./node_modules/@types'],
  };
  const include = BUILT.map((project) => `${project}/src`);
  writeFileSync(
    join(copy.folder, 'tsconfig.changed.json'),
    JSON.stringify({ extends: './tsconfig.base.json', compilerOptions, include }),
  );
  await copy.package('typescript/bin/tsc', '-p', 'tsconfig.changed.json');
  for (const project of BUILT)
    cpSync(join(copy.folder, 'out', project, 'src'), join(copy.folder, project, 'dist'), { recursive: true });
}

// What docs/add-a-step.md promises, done in a copy of the workspace: nothing but the two commands, then all of it works.
describe('a new service with a step of the real saga', () => {
  it('builds, lints, and takes an order through a yes and back from a no', async () => {
    using copy = new WorkspaceCopy();
    await copy.node('tools/dist/add/main.js', 'service', 'screening', '--force');
    const told = await copy.node('tools/dist/add/main.js', 'step', 'screen-order', '--service', 'screening', '--force');
    const written = told.split('\n').flatMap((line) => /^(\S+\.ts) /.exec(line)?.[1] ?? []);
    copy.linkPackages();
    await copy.package('prisma/build/index.js', 'generate', '--config', 'prisma/screening/prisma.config.ts');
    await build(copy);
    await copy.package('eslint/bin/eslint.js', '--max-warnings', '0', ...written);
    const jest = ['--maxWorkers=1', '--selectProjects', 'unit', 'end-to-end', '--', ...SPECS];
    expect(await copy.package('jest/bin/jest.js', ...jest)).toContain(`Test Suites: ${SPECS.length} passed`);
  }, 600_000);
});
