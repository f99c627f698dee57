import { describe, expect, it } from '@jest/globals';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkspaceCopy } from '../../machines/support/workspace-copy.js';

const BUILT = ['libs/contracts', 'apps/orders', 'apps/screening'];
const ADD = 'tools/dist/add/main.js';

/** What was written in TypeScript, as the command tells it. */
const add = async (copy: WorkspaceCopy, ...words: readonly string[]): Promise<string[]> =>
  (await copy.node(ADD, ...words, '--force')).split('\n').flatMap((line) => /^(\S+\.ts) /.exec(line)?.[1] ?? []);

/** As one program: what is built has its types checked, and so have its specs. */
async function compile(copy: WorkspaceCopy, include: readonly string[], options: object): Promise<void> {
  const compilerOptions = { rootDir: '.', typeRoots: ['./node_modules/@types'], ...options };
  writeFileSync(
    join(copy.folder, 'tsconfig.changed.json'),
    JSON.stringify({
      extends: './tsconfig.base.json',
      compilerOptions,
      include,
      exclude: ['**/dist', '**/node_modules'],
    }),
  );
  await copy.package('typescript/bin/tsc', '-p', 'tsconfig.changed.json');
}

async function build(copy: WorkspaceCopy): Promise<void> {
  const paths = { '@sagaworks/contracts': ['./libs/contracts/src/index.ts'] };
  await compile(
    copy,
    BUILT.map((project) => `${project}/src`),
    { outDir: 'out', paths },
  );
  for (const project of BUILT)
    cpSync(join(copy.folder, 'out', project, 'src'), join(copy.folder, project, 'dist'), { recursive: true });
}

const lint = (copy: WorkspaceCopy, files: readonly string[]) =>
  copy.package('eslint/bin/eslint.js', '--max-warnings', '0', ...files);

const jest = (copy: WorkspaceCopy, projects: readonly string[], files: readonly string[]) =>
  copy.package('jest/bin/jest.js', '--maxWorkers=1', '--selectProjects', ...projects, '--', ...files);

// What docs/add-a-step.md promises, done in a copy of the workspace: nothing but the commands, then all of it works.
describe('a new service with a step of the real saga', () => {
  it('builds, lints, and takes an order through a yes and back from a no', async () => {
    using copy = new WorkspaceCopy();
    const service = await add(copy, 'service', 'screening');
    const where = ['--service', 'screening', '--after', 'authorise-payment'];
    const step = await add(copy, 'step', 'screen-order', ...where);
    copy.linkPackages();
    await copy.package('prisma/build/index.js', 'generate', '--config', 'prisma/screening/prisma.config.ts');
    await build(copy);
    await lint(copy, [...service, ...step]);
    const told = await jest(
      copy,
      ['unit', 'end-to-end'],
      [
        'apps/screening',
        'apps/orders/src/fulfil-order/.*saga.spec',
        'tests/machines/oracle',
        'tests/stories/saga/screen-order',
      ],
    );
    expect(told).toContain('fulfil-order.cancelled.saga.spec.ts');
    expect(told).toContain('refused: cancelled (refused), undone: authorise-payment, reserve-stock');
  }, 600_000);
});

// `npm run add-step-check`: minutes of it, so not in every run of the tests.
const everywhere = process.env['ADD_A_STEP'] === 'everywhere' ? describe : describe.skip;

everywhere('steps of services that take part already, one behind each of the saga', () => {
  it('pass their own specs, those of the saga, of the oracle and of the simulation', async () => {
    using copy = new WorkspaceCopy();
    const written = [
      await add(copy, 'step', 'screen-order', '--service', 'payments', '--after', 'reserve-stock', '--new-version'),
      await add(copy, 'step', 'weigh-parcel', '--service', 'shipping', '--after', 'authorise-payment'),
      await add(copy, 'step', 'label-order', '--service', 'inventory', '--record', 'order-label'),
    ].flat();
    await compile(copy, ['apps/*/src', 'libs/contracts/src', 'tests', 'bench/src', 'tools/src'], {
      noEmit: true,
      customConditions: ['sagaworks-source'],
    });
    await lint(copy, [...new Set(written)]);
    await jest(
      copy,
      ['unit', 'integration'],
      [
        'apps/(orders|payments|shipping|inventory)',
        'tests/machines/oracle',
        'libs/contracts',
        'tests/stories/docs/[a-z]+.spec',
        'simulate.spec',
      ],
    );
  }, 1_200_000);
});
