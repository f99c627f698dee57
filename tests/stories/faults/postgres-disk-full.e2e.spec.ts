import { expect } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import pg from 'pg';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import { whyIdle } from '../../machines/support/consumers.js';
import { wishOf } from '../../machines/support/load.js';
import { oneMoreEnds } from '../../machines/support/progress.js';
import { itOnSmallDisk, SmallDisk } from '../../machines/support/small-disk.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

const WRITE = `SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))`;

itOnSmallDisk(
  'orders are refused with a 503 or wait while the disk of PostgreSQL is full, burn no tries, and end once there is room again',
  async () => {
    using disk = new SmallDisk(192);
    await survives(
      async (system) => {
        const { postgres } = system.stack;
        const [{ data_directory: folder }] = (await system.rows<{ data_directory: string }>(
          'orders',
          'SHOW data_directory',
        )) as [{ data_directory: string }];
        await postgres.stop();
        disk.take(folder);
        await postgres.start();
        await oneMoreEnds(system);

        const writer = new pg.Client({ connectionString: postgres.url('postgres') });
        const halted = new Promise<void>((resolve) => void writer.on('error', () => undefined).on('end', resolve));
        await writer.connect();
        disk.fill();
        await until(async () => (await isRefused(system)) && (await whyIdle(system, 'orders'))?.includes('53100'), {
          timeout: 30_000,
          what: 'an order being refused, and orders saying why',
        });
        // To the end of the write-ahead log: there the server can but halt.
        await until(
          () =>
            writer.query(WRITE).then(
              () => false,
              () => true,
            ),
          { what: 'nothing more being taken' },
        );
        await halted;

        disk.makeRoom();
        await until(() => comesBack(system), { timeout: 60_000, what: 'PostgreSQL being back' });
        await oneMoreEnds(system);
        expect(await putAside(system)).toEqual(nothing);
      },
      { alone: true },
    );
  },
  240_000,
);

async function isRefused({ shop }: System): Promise<boolean> {
  const response = await shop.send(wishOf(0));
  if (response.status === 202) return false;
  expect({ status: response.status, problem: await response.json() }).toMatchObject({
    status: 503,
    problem: { type: 'urn:problem:unavailable', detail: expect.stringContaining('nothing was stored') },
  });
  return true;
}

/** It may have ended for want of room, or be about to. */
async function comesBack({ stack: { postgres } }: System): Promise<boolean> {
  await postgres.start();
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  await client.end();
  return postgres.running;
}
