import { NotAdded } from '../errors.js';
import type { Changes } from './changes.js';
import { asLastOf, atTheEnd, before, behind, named, type Edit } from './edits.js';
import {
  doHandler,
  migration,
  model,
  recordFile,
  storeFile,
  testingFile,
  undoHandler,
} from './templates/participant.js';
import { recordSpec, storeSpec } from './templates/specs.js';
import { camel, pascal, snake, type StepNames } from './words.js';

const SHOP = 'tests/machines/simulation/src/services/shop.ts';

/** The service's part: it decides once over a row a saga, says so again when asked again, and takes it back. */
export function addParticipant(changes: Changes, names: StepNames, stamp: string): void {
  const { service, step, record, records, undo } = names;
  const source = `apps/${service}/src`;
  const folder = `${stamp}_${snake(records)}`;
  changes.create(`${source}/${record}.ts`, 'the rule, without I/O: change it to what you need', recordFile(names));
  changes.create(`${source}/${record}.store.ts`, 'its table', storeFile(names));
  changes.create(`${source}/${step}/${step}.handler.ts`, 'asked, it decides', doHandler(names));
  changes.create(`${source}/${undo}/${undo}.handler.ts`, 'asked to undo it, it does', undoHandler(names));
  changes.create(
    `${source}/${record}.spec.ts`,
    'the rule as a conversation: yes, no, again, too late, undone, undone first',
    recordSpec(names),
  );
  changes.create(`${source}/${record}.store.int.spec.ts`, 'the same rows from PostgreSQL', storeSpec(names, folder));
  changes.edit(
    `${source}/${service}.module.ts`,
    'which handlers and stores the service has',
    named(`./${step}/${step}.handler.js`, [`${pascal(step)}Handler`]),
    named(`./${undo}/${undo}.handler.js`, [`${pascal(undo)}Handler`]),
    named(`./${record}.store.js`, [`${pascal(record)}Store`]),
    asLastOf('stores: [', `${pascal(record)}Store`),
    asLastOf('handlers: [', `${pascal(step)}Handler, ${pascal(undo)}Handler`),
  );
  addToSimulation(changes, names);
  changes.edit(`prisma/${service}/schema.prisma`, 'its table, for Prisma', atTheEnd(model(names)));
  changes.create(`prisma/${service}/migrations/${folder}/migration.sql`, 'its table, for PostgreSQL', migration(names));
  changes.edit(`apps/${service}/README.md`, 'what comes in, what goes out, what is kept', ...canvas(names));
}

function addToSimulation(changes: Changes, names: StepNames): void {
  const { service, step, record, records, undo } = names;
  const path = `apps/${service}/src/testing/index.ts`;
  const why = 'the same handlers over a table in memory, for the simulation';
  if (!changes.exists(path)) {
    changes.create(path, why, testingFile(service));
    simulate(changes, service);
  }
  const store = camel(`${record}-store`);
  changes.edit(
    path,
    why,
    named('@sagaworks/messaging/memory', ['memoryTableStore', 'Staged']),
    named(`../${step}/${step}.handler.js`, [`${pascal(step)}Handler`]),
    named(`../${undo}/${undo}.handler.js`, [`${pascal(undo)}Handler`]),
    named(`../${record}.js`, [pascal(record)]),
    (text) => text.replace(`import { ${pascal(record)} }`, `import type { ${pascal(record)} }`),
    named(`../${record}.store.js`, [camel(records)]),
    inTables(`  readonly ${camel(records)} = new Staged<string, ${pascal(record)}>();\n`),
    before('  return [', `  const ${store} = memoryTableStore(${camel(records)}, tables.${camel(records)});\n`),
    asLastOf('  return [', `new ${pascal(step)}Handler(${store}), new ${pascal(undo)}Handler(${store})`),
  );
}

const inTables =
  (field: string): Edit =>
  (text, path) => {
    const at = /^export class \w+Tables \{[^}]*/m.exec(text);
    if (at === null) throw new NotAdded(`${path} has no class of tables`);
    const end = at.index + at[0].length;
    return text.slice(0, end) + field + text.slice(end);
  };

/** A service that takes part for the first time. */
function simulate(changes: Changes, service: string): void {
  const handlers = `${camel(service)}Handlers`;
  changes.edit(
    SHOP,
    'the service in the simulation',
    named(`@sagaworks/${service}/testing`, [handlers, `${pascal(service)}Tables`]),
    behind('    mails: new MailTables(),\n', `    ${service}: new ${pascal(service)}Tables(),\n`),
    (text) => text.replace(/const \{ ([\w, ]+) \} = this\.tables;/, `const { $1, ${service} } = this.tables;`),
    before(
      "      this.#deployment('notifier', ",
      `      this.#deployment('${service}', () => ({ handlers: ${handlers}(${service}) as readonly AnyHandler[] })),\n`,
    ),
  );
  changes.edit(`apps/${service}/package.json`, 'what the simulation imports of it', (text) =>
    json(text, ({ dependencies, nx, ...head }) => ({
      ...head,
      exports: {
        './testing': {
          'sagaworks-source': './src/testing/index.ts',
          types: './dist/testing/index.d.ts',
          default: './dist/testing/index.js',
        },
      },
      dependencies,
      nx,
    })),
  );
  const simulation = 'tests/machines/simulation';
  changes.edit(`${simulation}/package.json`, 'it imports the service', (text) =>
    json(text, (pack) => ({ ...pack, dependencies: withDependency(pack['dependencies'], service) })),
  );
  changes.edit('package-lock.json', 'the same, for npm', (text) =>
    json(text, (lock) => {
      const packages = lock['packages'] as Record<string, Record<string, unknown>>;
      const own = packages[simulation]!;
      packages[simulation] = { ...own, dependencies: withDependency(own['dependencies'], service) };
      return lock;
    }),
  );
}

type Json = Record<string, unknown>;

export const json = (text: string, change: (value: Json) => Json): string =>
  `${JSON.stringify(change(JSON.parse(text) as Json), null, 2)}\n`;

const withDependency = (dependencies: unknown, service: string): Json =>
  Object.fromEntries(
    Object.entries({ ...(dependencies as Json), [`@sagaworks/${service}`]: '0.1.0' }).sort(([a], [b]) =>
      a.localeCompare(b, 'en'),
    ),
  );

function canvas({ step, records, yes, no, undo, done }: StepNames): readonly Edit[] {
  const rows = [
    `| \`${pascal(step)}\` | orders | \`${pascal(yes)}\`; \`${pascal(no)}\` (\`limit-exceeded\`, \`deadline-missed\`, \`withdrawn\`) |`,
    `| \`${pascal(undo)}\` | orders | \`${pascal(done)}\`; one that comes first leaves a refusal for its \`${pascal(step)}\` to find |`,
  ];
  return [
    (text, path) => {
      const table = /^\| in \| from \| out \|\n(?:\|.*\n)+/m.exec(text);
      if (table === null) throw new NotAdded(`${path} has no table of messages`);
      const end = table.index + table[0].length;
      return `${text.slice(0, end)}${rows.join('\n')}\n${text.slice(end)}`;
    },
    (text, path) => {
      const schema = /schema `messaging`/.exec(text);
      if (schema === null) throw new NotAdded(`${path} does not name its schema`);
      return `${text.slice(0, schema.index)}\`${snake(records)}\` (one row a saga: its answer, and whether it stands) ·\n${text.slice(schema.index)}`;
    },
  ];
}
