import type { Command } from 'commander';
import { CommandRefused } from './errors.js';
import { Client } from './client.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { installationOf, services, type Address, type Installation, type ServiceName } from './installation.js';

/** Where a command writes, and what it knows of its user. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Who asks, unless `--operator` says so. */
  readonly user: string;
  /** Files that a command names are found from here. */
  readonly folder: string;
}

/** What every command works with. */
export class Context {
  readonly #installation: Installation;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(
    readonly terminal: Terminal,
    command: Command,
  ) {
    this.#options = command.optsWithGlobals();
    this.#installation = installationOf(this.#options);
  }

  get operator(): string {
    return typeof this.#options['operator'] === 'string' ? this.#options['operator'] : this.terminal.user;
  }

  client(service: Address): Client {
    const url = this.#installation[service];
    if (url === undefined)
      throw new CommandRefused(
        `nobody said where ${service} answers: give --${service}-url or SAGAWORKS_${service.toUpperCase()}_URL`,
        exitCodes.usage,
      );
    return new Client(service, url, this.operator);
  }

  /** The service that was named, else all that there are. */
  clients(service?: ServiceName): Client[] {
    return service === undefined
      ? services.filter((name) => this.#installation[name] !== undefined).map((name) => this.client(name))
      : [this.client(service)];
  }

  /** The sandbox, where there is one. */
  outside(): Client[] {
    return this.#installation.sandbox === undefined ? [] : [this.client('sandbox')];
  }

  /** The value itself for scripts, with `--json`; for people the text. */
  show(value: unknown, text: () => string): void {
    this.terminal.out(this.#options['json'] === true ? JSON.stringify(value, undefined, 2) : text());
  }
}

type Run = (
  context: Context,
  given: readonly string[],
  options: Readonly<Record<string, unknown>>,
) => Promise<ExitCode | void>;

/** An action of commander that runs with a context and sets the exit code. */
export function action(terminal: Terminal, end: (code: ExitCode) => void, run: Run) {
  return async (...all: unknown[]): Promise<void> => {
    const command = all.at(-1) as Command;
    const given = command.processedArgs.flat() as string[];
    end((await run(new Context(terminal, command), given, command.opts())) ?? exitCodes.done);
  };
}
