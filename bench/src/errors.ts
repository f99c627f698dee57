import { ToolError } from '@sagaworks/tools';

/** No order was fulfilled while warming up, so there is nothing to measure. The logs of the services say why. */
export class NothingEnded extends ToolError {
  constructor(what: string, wrong: Readonly<Record<string, number>>) {
    super(`${what}: no order was fulfilled in the warm-up: ${Object.entries(wrong).map(([how, count]) => `${count} ${how}`).join(', ')}`);
  }
}
