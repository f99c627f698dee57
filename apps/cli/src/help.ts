import type { Command } from 'commander';
import { CommandRefused } from './errors.js';
import { exitCodes } from './exit-codes.js';

/** `sagaworks help order place`: commander's own knows one word, and shows the group's. */
export function addHelpCommand(program: Command): void {
  program.helpCommand(false);
  program
    .command('help [command...]')
    .description('tells every option of a command, e.g. help order place')
    .action((words: readonly string[]) => commandIn(program, words).outputHelp());
}

function commandIn(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined)
      throw new CommandRefused(
        `"${words.join(' ')}" is no command: "sagaworks help" tells those that there are`,
        exitCodes.usage,
      );
    found = next;
  }
  return found;
}
