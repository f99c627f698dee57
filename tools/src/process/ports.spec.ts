import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { PortBusy } from '../errors.js';
import { freePort, insistFree } from './ports.js';

describe('ports', () => {
  it('are free, never given out twice, and below the range of outgoing connections', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('are refused with the number, the part and the holder when busy', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    try {
      const refused = await insistFree(port, 'kafka').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(PortBusy);
      expect(String(refused)).toContain(`port ${port}, needed by kafka, is held by process ${process.pid}`);
    } finally {
      server.close();
    }
  });
});
