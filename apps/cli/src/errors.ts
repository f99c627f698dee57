/** Why a command of `sagaworks` was not done, in one line: it prints `message` and nothing else. */
export abstract class CliError extends Error {
  /** Of the command that it ends; the README lists them. */
  readonly exitCode: number = 1;
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * A service answered with something else than this version reads: it is of another version, or what
 * answers there is no such service.
 */
export class BadAnswer extends CliError {
  constructor(
    request: string,
    status: number,
    { path, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  ) {
    const where = path.length === 0 ? 'its answer' : path.join('.');
    super(
      `${request} was answered with ${status}, and not as this version of sagaworks reads it (${where}: ${message}): is a service of this version there?`,
    );
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
