import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { explain, UnknownPart } from '../errors.js';
import type { Part } from '../stack/stack.js';
import { services } from '../stack/stack.js';
import { request, type PartStatus, type Reply, type Request } from './requests.js';
import type { Running } from './running.js';
import { controlSocket } from './socket.js';

/** Lets `npm run stack` work this process's stack. `down` is told to the owner, who knows how to end. */
export function serveControl(running: Running, onDown: () => Promise<void>): Server {
  const path = controlSocket();
  rmSync(path, { force: true });
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    createInterface({ input: connection }).on('line', (line) => {
      void answer(running, line, onDown).then((reply) => connection.end(`${JSON.stringify(reply)}\n`));
    });
  });
  server.listen(path);
  return server;
}

async function answer(running: Running, line: string, onDown: () => Promise<void>): Promise<Reply> {
  try {
    await act(running, request.parse(JSON.parse(line)), onDown);
    return { ok: true, parts: running.parts().map(statusOf) };
  } catch (error) {
    return { ok: false, message: explain(error) };
  }
}

async function act(running: Running, asked: Request, onDown: () => Promise<void>): Promise<void> {
  switch (asked.do) {
    case 'status':
      return;
    case 'down':
      return onDown();
    case 'start':
      await start(running, asked.part);
      return running.publish();
    case 'stop': {
      const part = find(running, asked.part);
      await (asked.kill ? part.kill('SIGKILL') : part.stop());
      return running.publish();
    }
    default:
      return asked satisfies never;
  }
}

/** `start orders-2` makes a second process of orders where there is none yet. */
async function start(running: Running, name: string): Promise<void> {
  const app = services.find((service) => name.startsWith(`${service}-`));
  const isNext =
    app && running.services.parts.filter((part) => part.app === app).length + 1 === Number(name.slice(app.length + 1));
  if (app && isNext) await running.services.add(app);
  else await find(running, name).start();
}

function find(running: Running, name: string): Part {
  const part = running.parts().find((each) => each.name === name);
  if (!part)
    throw new UnknownPart(
      name,
      running.parts().map((each) => each.name),
    );
  return part;
}

function statusOf(part: Part): PartStatus {
  return {
    name: part.name,
    running: part.running,
    pid: part.pid,
    url: 'url' in part && typeof part.url === 'string' ? part.url : undefined,
  };
}
