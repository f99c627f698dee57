import { expect } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { join } from 'node:path';
import { whyIdle } from '../../machines/support/consumers.js';
import { placeMany } from '../../machines/support/load.js';
import { oneMoreEnds } from '../../machines/support/progress.js';
import { nothing, putAside } from '../../machines/support/put-aside.js';
import { itOnSmallDisk, SmallDisk } from '../../machines/support/small-disk.js';
import { survives } from '../../machines/support/under-load.js';

itOnSmallDisk(
  'Kafka halts when its disk is full: orders are taken and wait, burn no tries, and end once there is room and it is started',
  async () => {
    using disk = new SmallDisk(64);
    await survives(
      async (system) => {
        const {
          stack: { folder, kafka },
          shop,
        } = system;
        await kafka.stop();
        disk.take(join(folder, 'kafka'));
        await kafka.start();
        await oneMoreEnds(system);

        disk.fill();
        const waiting = await placeMany(shop, 10);
        await until(() => !kafka.running, { timeout: 30_000, what: 'Kafka halting' });
        waiting.push(...(await placeMany(shop, 5)));
        await until(() => whyIdle(system, 'orders'), { what: 'orders saying that it cannot use the broker' });

        disk.makeRoom();
        await kafka.start();
        for (const { orderId } of waiting) await shop.ended(orderId);
        expect(await putAside(system)).toEqual(nothing);
      },
      { alone: true },
    );
  },
  240_000,
);
