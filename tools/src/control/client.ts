import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { StackNotRunning, StackRefused } from '../errors.js';
import { reply, type PartStatus, type Request } from './requests.js';
import { controlSocket } from './socket.js';

/** Asks the process that runs the demo's stack; answers with the state of all parts. */
export function ask(request: Request): Promise<PartStatus[]> {
  return new Promise((resolve, reject) => {
    const connection = connect(controlSocket());
    connection.on('error', () => reject(new StackNotRunning()));
    connection.on('connect', () => connection.write(`${JSON.stringify(request)}\n`));
    const lines = createInterface({ input: connection });
    // An interface repeats its input's errors.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const answer = reply.parse(JSON.parse(line));
      if (answer.ok) resolve(answer.parts);
      else reject(new StackRefused(answer.message));
    });
    lines.on('close', () => reject(new StackNotRunning()));
  });
}
