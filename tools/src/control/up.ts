import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StackRefused } from '../errors.js';
import { folderOf, root } from '../paths.js';

interface Message {
  readonly progress?: string;
  readonly failed?: string;
  readonly ready?: true;
}

/** Starts the keeper as a process that outlives this one, and returns when its stack is ready. */
export async function up(onProgress: (line: string) => void): Promise<void> {
  const log = openSync(join(folderOf('demo'), 'logs', 'keeper.log'), 'a');
  const program = fileURLToPath(new URL('keeper.js', import.meta.url));
  const keeper = spawn(process.execPath, [...process.execArgv, program], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const giveUp = () => keeper.kill('SIGTERM');
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  await new Promise<void>((resolve, reject) => {
    keeper.on('message', (message: Message) => {
      if (message.progress) onProgress(message.progress);
      if (message.failed) reject(new StackRefused(message.failed));
      if (message.ready) resolve();
    });
    keeper.on('exit', () =>
      reject(
        new StackRefused(
          'the process that runs the stack ended before it was ready; its log is .local/demo/logs/keeper.log',
        ),
      ),
    );
  });
  process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  if (keeper.connected) keeper.disconnect();
  keeper.unref();
}
