/** Why a command of `sagaworks` was not done, in one line: it prints `message` and nothing else. */
export abstract class CliError extends Error {
  /** Of the command that it ends; the README lists them. */
  readonly exitCode: number = 1;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A service answered with something else than its API promises. Retrying does not help; the service's log says why. */
export class BadAnswer extends CliError {
  constructor(request: string, status: number, body: string) {
    super(`${request} was answered with ${status}: ${body.slice(0, 500)}`);
  }
}

/** A command could not be done; its exit code tells scripts why, and whether the same command may work later. */
export class CommandRefused extends CliError {
  constructor(
    message: string,
    override readonly exitCode: number,
  ) {
    super(message);
  }
}

/** Something that was waited for did not come about in its time. It may still come about. */
export class TimedOut extends CliError {
  constructor(what: string, milliseconds: number) {
    super(`${what} did not happen within ${milliseconds / 1000} s`);
  }
}

/** One line for a person, whatever was thrown. */
export function explain(error: unknown): string {
  if (error instanceof CliError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
