import { describe, expect, it } from '@jest/globals';
import { WorkspaceCopy } from '../../machines/support/workspace-copy.js';

const BUILT = ['libs/contracts', 'apps/orders', 'apps/screening'];
const SPECS = [
  'apps/screening/src/screening.spec.ts',
  'apps/orders/src/fulfil-order/fulfil-order.saga.spec.ts',
  'tests/machines/oracle/checks/compensation.spec.ts',
  'tests/stories/saga/screen-order.e2e.spec.ts',
];

// What docs/add-a-step.md promises, done in a copy of the workspace: nothing but the two commands, then all of it works.
describe('a new service with a step of the real saga', () => {
  it('builds, lints, and takes an order through a yes and back from a no', async () => {
    using copy = new WorkspaceCopy();
    await copy.node('tools/dist/add/main.js', 'service', 'screening', '--force');
    const told = await copy.node('tools/dist/add/main.js', 'step', 'screen-order', '--service', 'screening', '--force');
    const written = told.split('\n').flatMap((line) => /^(\S+\.ts) /.exec(line)?.[1] ?? []);
    copy.linkPackages();
    await copy.package('prisma/build/index.js', 'generate', '--config', 'prisma/screening/prisma.config.ts');
    for (const project of BUILT) await copy.package('typescript/bin/tsc', '-p', `${project}/tsconfig.build.json`);
    await copy.package('eslint/bin/eslint.js', '--max-warnings', '0', ...written);
    const jest = ['--maxWorkers=1', '--selectProjects', 'unit', 'end-to-end', '--', ...SPECS];
    expect(await copy.package('jest/bin/jest.js', ...jest)).toContain(`Test Suites: ${SPECS.length} passed`);
  }, 400_000);
});
