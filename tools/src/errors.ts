/** What went wrong, where, and what to do about it, in one line: commands print `message` and nothing else. */
export abstract class ToolError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** A program or a resource that the local stack needs is not there. Retrying helps once it has been provided. */
export class Missing extends ToolError {
  constructor(
    readonly what: string,
    remedy: string,
  ) {
    super(`${what} is missing: ${remedy}`);
  }
}

/** Another process listens where a part has to. Retrying helps once that process has ended. */
export class PortBusy extends ToolError {
  constructor(
    readonly port: number,
    part: string,
    holder: string | undefined,
  ) {
    super(
      `port ${port}, needed by ${part}, is held by ${holder ?? 'another process'}: end that process, then try again`,
    );
  }
}

/** A part ended before it was ready, or never became ready. The log says why. */
export class PartFailed extends ToolError {
  constructor(
    readonly part: string,
    how: string,
    log: string,
    lastLines: string,
  ) {
    super(`${part} ${how}; its log is ${log}${lastLines ? `, which ends with:\n${lastLines}` : ''}`);
  }
}

/** The stack of that name is being run by another live process. Retrying helps once it has been stopped. */
export class StackRunning extends ToolError {
  constructor(
    readonly stackName: string,
    pid: number,
  ) {
    const remedy = stackName === 'demo' ? 'stop it with "npm run stack -- down"' : `end process ${pid}`;
    super(`the stack "${stackName}" is already running in process ${pid}: ${remedy}, then try again`);
  }
}

/** A command needs a running stack and there is none. */
export class StackNotRunning extends ToolError {
  constructor() {
    super('the demo stack is not running: start it with "npm run stack -- up"');
  }
}

/** The process that runs the stack could not do what it was asked. The words are its own. */
export class StackRefused extends ToolError {}

/** The stack is not ours to start, stop or kill, or this way of running it cannot. Retrying never helps. */
export class NotControllable extends ToolError {
  constructor(part: string, why: string) {
    super(`${part} cannot be controlled here: ${why}`);
  }
}

/**
 * A jar that was fetched is not the one that its list names: what runs it would run something else.
 * Fetch it anew; if it stays so, ask why.
 */
export class ChangedJar extends ToolError {
  constructor(jar: string, what: string, list: string) {
    super(`${jar} ${what} (${list}): it is not run; remove the folder to have it fetched anew`);
  }
}

/** A setting has a value that nothing understands, or none where one is needed. */
export class BadSetting extends ToolError {
  constructor(name: string, value: string | undefined, expected: string) {
    super(`setting ${name} is ${value === undefined ? 'missing' : `"${value}"`}: expected ${expected}`);
  }
}

/** A name on the command line that means no part of the stack. */
export class UnknownPart extends ToolError {
  constructor(name: string, known: readonly string[]) {
    super(`there is no part "${name}": the parts are ${known.join(', ')}`);
  }
}

/**
 * What was asked for cannot be added: the name is taken or is none, or the tree is not as the
 * generator knows it. Nothing was written.
 */
export class NotAdded extends ToolError {}

/** A program that prepares something ended with an error. The program's own words follow. */
export class CommandFailed extends ToolError {
  constructor(what: string, code: number | null, output: string) {
    super(`${what} failed with exit code ${code ?? 'none'}:\n${output.trim().split('\n').slice(-15).join('\n')}`);
  }
}

/** A service answered with an error, or with something else than its API promises. The service's log says why. */
export class BadAnswer extends ToolError {
  constructor(request: string, status: number, body: string) {
    super(`${request} was answered with ${status}: ${body.slice(0, 500)}`);
  }
}

/** Something that was waited for did not come about in its time. */
export class TimedOut extends ToolError {
  constructor(what: string, milliseconds: number) {
    super(`${what} did not happen within ${milliseconds / 1000} s`);
  }
}

/** One line for a person, whatever was thrown. */
export function explain(error: unknown): string {
  if (error instanceof ToolError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
