import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../process/ports.js';
import { embeddedZipkin } from './zipkin.js';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const tags = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`messaging.attribute.${n}`, hex(12)]));
/** As large as an order's, with as many attributes each. */
const traceOf = (traceId: string) =>
  Array.from({ length: 72 }, () => ({
    traceId,
    id: hex(8),
    name: 'process payments.authorise-payment',
    timestamp: Date.now() * 1_000,
    duration: 1_000,
    localEndpoint: { serviceName: 'payments' },
    tags: tags(),
  }));

describe('the embedded trace viewer', () => {
  it('lets old traces go before they fill its memory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sagaworks-zipkin-'));
    const zipkin = await embeddedZipkin({ folder, port: await freePort() });
    await zipkin.start();
    try {
      const post = (traceIds: readonly string[]) =>
        fetch(`${zipkin.url}/api/v2/spans`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(traceIds.flatMap(traceOf)),
        });
      for (let sent = 0; sent < 70; sent += 1)
        expect((await post(Array.from({ length: 14 }, () => hex(16)))).status).toBe(202);
      const last = hex(16);
      await post([last]);
      const shown = await fetch(`${zipkin.url}/api/v2/trace/${last}`);
      expect(((await shown.json()) as unknown[]).length).toBe(72);
    } finally {
      await zipkin.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
