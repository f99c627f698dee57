import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { explain, NotAdded } from '../errors.js';
import { root } from '../paths.js';
import { tableOf } from '../table.js';
import { addService } from './add-service.js';
import { addStep, type StepOptions } from './add-step.js';
import { Changes } from './changes.js';

const program = new Command('add').exitOverride();

program
  .command('step <name>')
  .description('adds a step to the saga fulfil-order, asked of a service')
  .requiredOption('--service <service>', 'who is asked')
  .option('--after <step>', 'the step before it (default: the last that can be undone)')
  .option('--record <noun>', 'what the service keeps of it (default: the doing of it, e.g. screening)')
  .option('--new-version', 'keep the saga as it is for the instances that run, and begin a new version')
  .option('--force', 'though something is not committed')
  .option('--dry-run', 'only tell what would be written')
  .action((name: string, options: StepOptions & Wishes) => {
    carryOut((changes) => addStep(changes, name, options), options, [
      `put your rule where LARGEST stands in apps/${options.service}/src, and into the spec beside it`,
      'npm run lint && npm run typecheck',
      `npm test -- apps/orders/src/fulfil-order apps/${options.service} tests/machines/oracle`,
      `npm test -- tests/stories/saga/${name}.e2e.spec.ts`,
    ]);
  });

program
  .command('service <name>')
  .description('adds a service that starts with the others and is asked nothing yet')
  .option('--force', 'though something is not committed')
  .option('--dry-run', 'only tell what would be written')
  .action((name: string, options: Wishes) => {
    carryOut((changes) => addService(changes, name), options, [
      'npm install',
      `npm run add-step -- <verb>-<noun> --service ${name}`,
      'tools/compose-env, before the next docker-compose up',
    ]);
  });

interface Wishes {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

function carryOut(
  plan: (changes: Changes) => void,
  { force = false, dryRun = false }: Wishes,
  next: readonly string[],
): void {
  if (!force && !dryRun) insistClean();
  const changes = new Changes(root);
  plan(changes);
  if (!dryRun) {
    changes.write();
    format(changes);
  }
  console.log(
    tableOf(
      ['file', '', 'why'],
      changes.all.map(({ path, kind, why }) => [path, kind, why]),
    ),
  );
  console.log(
    `${dryRun ? 'Nothing was written. It would go on' : 'It goes on'} with:\n${next.map((step) => `  ${step}\n`).join('')}`,
  );
}

/** What was there before can be told from what is new, and all of it taken back. */
function insistClean(): void {
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).trim();
  if (changed !== '')
    throw new NotAdded(
      `something is not committed (${changed.split('\n').length} files): commit it first, or say --force`,
    );
}

function format(changes: Changes): void {
  const paths = changes.all.map(({ path }) => path).filter((path) => path.endsWith('.ts'));
  execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['format', '--write', ...paths], {
    cwd: root,
    stdio: 'pipe',
  });
}

try {
  program.parse();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(explain(error));
  const asked = error instanceof CommanderError && error.exitCode === 0;
  process.exitCode = asked ? 0 : error instanceof CommanderError || error instanceof NotAdded ? 2 : 1;
}
