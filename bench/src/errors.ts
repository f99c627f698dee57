import { ToolError } from '@sagaworks/tools';

/** No order was fulfilled while warming up, so there is nothing to measure. The logs of the services say why. */
export class NothingEnded extends ToolError {
  constructor(what: string, wrong: Readonly<Record<string, number>>) {
    super(
      `${what}: no order was fulfilled in the warm-up: ${Object.entries(wrong)
        .map(([how, count]) => `${count} ${how}`)
        .join(', ')}`,
    );
  }
}

/** The load generator cannot go on: something that it places orders with, or its own process, has ended. */
export class LoadFailed extends ToolError {
  constructor(why: string) {
    super(`the load generator failed: ${why}`);
  }
}
