import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { ask } from '../control/client.js';
import type { PartStatus } from '../control/requests.js';
import { removeStackFile } from '../control/stack-file.js';
import { up } from '../control/up.js';
import { explain, StackNotRunning, StackRunning, ToolError, UnknownPart } from '../errors.js';
import { localFolder } from '../paths.js';
import { waitFor } from '../process/wait.js';
import { ownerOf, removeStack } from './embedded/former-run.js';
import { removeEmptyHome } from './embedded/postgres-home.js';

const program = new Command('stack').description(
  "works the demo's stack: Kafka, PostgreSQL, the trace viewer, the services and the sandbox",
);

program
  .command('up')
  .description('start everything in the background; returns when it is ready')
  .action(async () => {
    const owner = ownerOf('demo');
    if (owner !== undefined) throw new StackRunning('demo', owner);
    await up((step) => console.log(`starting ${step} ...`));
    print(await ask({ do: 'status' }));
  });

program.command('down').description('stop everything; data and logs stay').action(down);

program
  .command('status')
  .description('what runs, and where; exit code 1 when a part is down')
  .action(async () => {
    const parts = await ask({ do: 'status' });
    print(parts);
    if (parts.some((part) => !part.running)) process.exitCode = 1;
  });

program
  .command('start <name>')
  .description('start a part that was stopped or died; <service>-2 adds a second process')
  .action(async (part: string) => {
    print(await ask({ do: 'start', part }));
  });

program
  .command('stop <name>')
  .description('stop one part')
  .option('--kill', 'with SIGKILL, as a crash would')
  .action(async (part: string, { kill = false }: { kill?: boolean }) => print(await ask({ do: 'stop', part, kill })));

program
  .command('logs <name>')
  .description('the last lines of the log of one part')
  .option('-f, --follow', 'go on as it grows')
  .action((part: string, { follow = false }: { follow?: boolean }) => {
    const file = join(localFolder, 'demo', 'logs', `${part}.log`);
    if (!existsSync(file)) throw new UnknownPart(part, ['the names that "npm run stack -- status" lists']);
    spawn('tail', ['-n', '200', ...(follow ? ['-F'] : []), file], { stdio: 'inherit' });
  });

program
  .command('reset')
  .description('stop everything and remove its data and logs; the jars stay')
  .action(async () => {
    await down().catch((error: unknown) => {
      if (!(error instanceof StackNotRunning)) throw error;
    });
    removeStack('demo');
    removeEmptyHome();
    removeStackFile();
    console.log('the demo stack is gone: the next start makes a new one');
  });

async function down(): Promise<void> {
  if (ownerOf('demo') === undefined) throw new StackNotRunning();
  await ask({ do: 'down' });
  await waitFor('the stack ending', () => ownerOf('demo') === undefined);
  console.log('stopped');
}

function print(parts: readonly PartStatus[]): void {
  for (const { name, running, pid, url } of parts) {
    const state = running
      ? `${String(pid ?? '').padEnd(8)} ${url ?? ''}`
      : `down; start it with: npm run stack -- start ${name}`;
    console.log(`${name.padEnd(12)} ${state}`);
  }
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof ToolError ? error.message : explain(error));
  process.exitCode = 1;
}
