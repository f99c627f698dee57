import { Command, CommanderError } from 'commander';
import { explain, CliError } from './errors.js';
import type { Terminal } from './context.js';
import { addCallsCommand } from './calls.js';
import { addDlqCommands } from './dlq.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { addFailCommands } from './fail.js';
import { addHelpCommand } from './help.js';
import { addUrlOptions } from './installation.js';
import { addOrderCommands } from './order.js';
import { addOutboxCommands } from './outbox.js';
import { printable } from './printable.js';
import { addSagaCommands } from './saga.js';
import { addStatusCommand } from './status.js';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 not found, 4 refused as things stand, 5 no answer, 6 a person is needed.
Without URLs the services of the local stack are used ("npm run stack -- up").`;

/** Runs one command line; resolves to its exit code. */
export async function run(words: readonly string[], asked: Terminal): Promise<number> {
  const terminal = safe(asked);
  let code: ExitCode = exitCodes.done;
  try {
    await programOf(terminal, (ended) => (code = ended)).parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    terminal.error(error instanceof CliError ? error.message : explain(error));
    return error instanceof CliError ? error.exitCode : exitCodes.failed;
  }
}

/** Whatever is said holds words from outside: nothing of it commands the terminal. */
const safe = (terminal: Terminal): Terminal => ({
  ...terminal,
  out: (text) => terminal.out(printable(text)),
  error: (text) => terminal.error(printable(text)),
});

export function programOf(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const program = new Command('sagaworks').description(
    'works the services over HTTP: orders, sagas, dead letters, outboxes, faults',
  );
  // Before the commands: they copy how errors and output are dealt with.
  program.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.error(text.trimEnd()),
  });
  program
    .option('--json', 'answers as JSON, for scripts')
    .option('--operator <name>', 'who asks, recorded as said (default: the user of this machine)')
    .addHelpText('after', EXIT_CODES);
  addUrlOptions(program);
  for (const add of [
    addStatusCommand,
    addOrderCommands,
    addSagaCommands,
    addDlqCommands,
    addOutboxCommands,
    addCallsCommand,
    addFailCommands,
  ])
    add(program, terminal, end);
  addHelpCommand(program);
  return program;
}
