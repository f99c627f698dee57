import { NotAdded } from '../errors.js';
import { servicesIn } from './add-step.js';
import type { Changes } from './changes.js';
import { asLastOf, before } from './edits.js';
import { json } from './participant.js';
import { canvasFile, mainFile, moduleFile } from './templates/service.js';

/** Copied where services differ by their names alone: it has no settings and no calls of its own. */
const MODEL = 'inventory';
/** Port of the first; the outside world has the tenth. */
const FIRST_PORT = 3001;
const MOST = 9;

/**
 * All that makes one more service, which starts with the others and is asked nothing yet. Throws, with
 * nothing written, where that cannot be.
 */
export function addService(changes: Changes, service: string): void {
  const known = servicesIn(changes);
  if (!/^[a-z]{2,30}$/.test(service))
    throw new NotAdded(`"${service}" is no name of a service: expected one word of small letters, e.g. screening`);
  if (known.includes(service) || changes.exists(`apps/${service}`))
    throw new NotAdded(`there is a "${service}" already`);
  if (known.length === MOST)
    throw new NotAdded(`there are ${MOST} services already: their ports end where the sandbox's is`);
  changes.edit(
    'libs/contracts/src/services.ts',
    'the list that stack, ports, databases, topics, command line, bench and tests are made from',
    asLastOf('export const services = [', `'${service}'`),
  );
  addApp(changes, service, FIRST_PORT + known.length);
  addSchema(changes, service);
  addToCompose(changes, service);
  changes.edit(
    'tests/machines/oracle/protocol.ts',
    'the oracle’s own list: it reads the service’s inbox, outbox, calls and dead letters',
    asLastOf('export const services = [', `'${service}'`),
  );
  changes.edit('README.md', 'where it answers', (text) =>
    text.replace(
      /^\| (payments, .*) \| (http:\/\/127\.0\.0\.1:3002) to \d+ \|$/m,
      `| $1, ${service} | $2 to ${FIRST_PORT + known.length} |`,
    ),
  );
}

function addApp(changes: Changes, service: string, port: number): void {
  const app = `apps/${service}`;
  const likeModel = (path: string) => changes.textOf(`apps/${MODEL}/${path}`).replaceAll(MODEL, service);
  changes.create(
    `${app}/package.json`,
    'the package, with the dependencies of the others',
    json(likeModel('package.json'), ({ exports: _, ...pack }) => pack),
  );
  changes.create(`${app}/tsconfig.json`, 'as in every service', likeModel('tsconfig.json'));
  changes.create(`${app}/tsconfig.build.json`, 'as in every service', likeModel('tsconfig.build.json'));
  changes.create(`${app}/src/main.ts`, 'starts it', mainFile(service, port));
  changes.create(
    `${app}/src/${service}.module.ts`,
    'its name, its stores and its handlers: none yet',
    moduleFile(service),
  );
  const settings = likeModel('README.md')
    .replace(/^[\s\S]*(?=^## Settings)/m, '')
    .replace(/\b30\d\d\b/, String(port));
  changes.create(`${app}/README.md`, 'its canvas', canvasFile(service, settings));
  changes.edit('package-lock.json', 'the package, for npm', (text) =>
    json(text, (lock) => {
      const packages = lock['packages'] as Record<string, object>;
      packages[app] = { ...packages[`apps/${MODEL}`], name: `@sagaworks/${service}` };
      packages[`node_modules/@sagaworks/${service}`] = { resolved: app, link: true };
      lock['packages'] = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
      return lock;
    }),
  );
}

function addSchema(changes: Changes, service: string): void {
  const likeModel = (path: string) => changes.textOf(`prisma/${MODEL}/${path}`).replaceAll(MODEL, service);
  changes.create(`prisma/${service}/prisma.config.ts`, 'its own database', likeModel('prisma.config.ts'));
  changes.create(
    `prisma/${service}/schema.prisma`,
    'its tables: none yet',
    likeModel('schema.prisma').replace(/\n\/\/\/[\s\S]*$/, ''),
  );
  changes.create(
    `prisma/${service}/migrations/migration_lock.toml`,
    'which database its migrations are for',
    likeModel('migrations/migration_lock.toml'),
  );
}

function addToCompose(changes: Changes, service: string): void {
  const variable = `${service.toUpperCase()}_PASSWORD`;
  const text = changes.textOf('docker-compose.yml');
  const block = new RegExp(`^  ${MODEL}:\\n(?: {4}.*\\n)+`, 'm').exec(text)?.[0];
  if (block === undefined) throw new NotAdded(`docker-compose.yml has no service ${MODEL} to copy`);
  changes.edit(
    'docker-compose.yml',
    'its container, its password, and that the demo waits for it',
    before(
      '  # The outside world',
      `${block.replaceAll(MODEL, service).replaceAll(MODEL.toUpperCase(), service.toUpperCase())}\n`,
    ),
    before('      sandbox: { condition: service_healthy }', `      ${service}: { condition: service_healthy }\n`),
    before('      SANDBOX_PASSWORD: ', `      ${variable}: \${${variable}}\n`),
  );
  changes.edit('tools/metrics/prometheus.yml', 'its metrics are read', before(', sandbox]', `, ${service}`));
}
