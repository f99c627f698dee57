import nx from '@nx/eslint-plugin';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { roomRules } from './libs/messaging/rooms.mjs';

const pattern = (group, message) => ({ group, message });
// Whoever takes the library without Nest must not load Nest.
const noNest = pattern(['@nestjs/*'], 'Only libs/messaging/src/nest imports Nest: the core runs without it.');
// The broker is behind a port, so that the memory broker can stand in for it.
const noKafka = pattern(
  ['kafkajs'],
  'Only libs/messaging/src/kafka imports kafkajs: everything else sees the Broker port.',
);
// How a process starts and answers HTTP is Nest's business; what makes spans loads none of it.
const noChassis = {
  regex: '^@sagaworks/chassis$',
  message: 'Only libs/messaging/src/nest imports the chassis: the core takes its entries without Nest.',
};
// What is not exported is free to change.
const noDeep = pattern(
  ['@sagaworks/*/src/**', '@sagaworks/*/dist/**'],
  'No deep imports: use what the package exports.',
);
// What is deployed has no tables in memory: those are for simulations and specs.
const noTesting = pattern(
  ['@sagaworks/messaging/memory', '@sagaworks/messaging/testing', '**/testing/**'],
  'Production code imports nothing made for tests.',
);
// Sagas and rules are tested as conversations and run in a simulation: what they decide
// depends on nothing but their input.
const noIo = pattern(
  [
    'node:*',
    'pg',
    'kafkajs',
    '@nestjs/*',
    '@sagaworks/chassis',
    '@prisma/*',
    'nodemailer',
    '**/generated/**',
    '@sagaworks/messaging/nest',
    '@sagaworks/messaging/postgres',
    '@sagaworks/messaging/kafka',
  ],
  'Pure file: no I/O. Put it into the store or the adapter.',
);
// Any file right under src/ is a rule of the business, unless its name says what else it is.
const PURE = ['apps/*/src/**/*.saga.ts', 'apps/*/src/*.ts'];
const SAGA_ENGINE = ['libs/messaging/src/saga/*.ts', 'libs/messaging/src/saga/engine/*.ts'];
const ofRoom = (name) => roomRules.find(({ room }) => room === name).pattern;
const NOT_PURE = ['**/*.{module,store,controller}.ts', '**/{main,settings}.ts', 'apps/{sandbox,cli}/**'];
const SPECS = ['**/*.spec.ts'];
const FIXTURES = ['**/*.fixture.ts'];
// What judges must not make the mistakes of what it judges: it has its own words for the
// protocol, and reads past every service.
const onlyForOracle = (allowed, what) => ({
  regex: `^(?!${['\\./(?!read/)', '@jest/globals$', ...allowed].join('|')})`,
  message: `The oracle shares no code with what it judges: ${what}.`,
});
// One entry a file: a later entry of the same rule replaces an earlier one.
const imports = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [noDeep, ...patterns] }] },
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/generated/**', '**/node_modules/**', '.local/**', '.nx/**'] },
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          banTransitiveDependencies: false,
          depConstraints: [
            // A service is deployed alone: what two of them share is a message (contracts) or a library.
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            // How a process starts, answers and is watched is the same without a single message: the sandbox has none.
            { sourceTag: 'scope:chassis', onlyDependOnLibsWithTags: ['scope:chassis'] },
            // The library knows no order, so that other teams can take it.
            { sourceTag: 'scope:messaging', onlyDependOnLibsWithTags: ['scope:messaging', 'scope:chassis'] },
            // The wire is everybody's: it may depend on nothing but the words to declare it (docs/adr/0002).
            { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:messaging'] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
            { sourceTag: 'type:test', onlyDependOnLibsWithTags: ['type:lib', 'type:tool', 'type:app'] },
          ],
        },
      ],
    },
  },
  {
    // A circle of files can be read from nowhere: whatever two files need of each other is a third.
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver({ conditionNames: ['sagaworks-source', 'node'] })],
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  imports(['**/*.ts'], []),
  imports(
    ['libs/messaging/src/**/*.ts'],
    [noNest, noChassis, noKafka],
    ['libs/messaging/src/{nest,kafka,tracing}/**', ...SPECS],
  ),
  imports(['libs/messaging/src/kafka/**/*.ts'], [noNest, noChassis]),
  imports(['libs/messaging/src/nest/**/*.ts', 'apps/*/src/**/*.ts'], [noKafka]),
  ...roomRules.map(({ files, pattern }) =>
    imports(files, [pattern, noNest, noChassis, noKafka], [...SPECS, ...FIXTURES]),
  ),
  imports(['apps/*/src/**/*.ts'], [noKafka, noTesting], ['**/testing/**', ...SPECS, ...FIXTURES]),
  imports(PURE, [noIo], [...NOT_PURE, '**/*.int.spec.ts']),
  imports(PURE, [noIo, noTesting], [...NOT_PURE, ...SPECS]),
  imports(SAGA_ENGINE, [noIo, ofRoom('saga')], SPECS),
  imports(['tests/machines/oracle/*.ts'], [onlyForOracle([], 'judging takes its own files only')], SPECS),
  imports(
    ['tests/machines/oracle/checks/*.ts'],
    [onlyForOracle(['\\.\\./[^/]+$'], 'judging takes its own files only')],
    SPECS,
  ),
  imports(
    ['tests/machines/oracle/read/*.ts'],
    [onlyForOracle(['\\.\\./[^/]+$', 'node:', 'pg$', 'kafkajs$'], 'reading takes pg, kafkajs and its own files only')],
    SPECS,
  ),
);
