import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { PortBusy } from '../errors.js';
import { holderOf } from './port-holder.js';

/**
 * Below the range from which Linux takes the ports of outgoing connections: a killed part finds its port free again.
 */
const lowest = 20_000;
const highest = 32_000;

const givenOut = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (givenOut.has(port) || !(await isFree(port))) continue;
    givenOut.add(port);
    return port;
  }
}

export async function insistFree(port: number, part: string): Promise<void> {
  if (!(await isFree(port))) throw new PortBusy(port, part, holderOf(port));
}

/** On all addresses and on loopback alone: a listener on one of them does not always show on the other. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
