import { expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services } from '@sagaworks/tools';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

async function asked<T>({ services: { urls } }: System, path: string): Promise<T[]> {
  return Promise.all(services.map(async (name) => (await (await fetch(`${urls[name]}${path}`)).json()) as T));
}

it('orders end by themselves and nothing happens twice after Kafka loses all its data under load', async () => {
  await survives(
    async (system) => {
      const { kafka } = system.stack;
      await until(async () => (await system.shop.orders()).filter(({ status }) => status !== 'pending').length >= 20, {
        timeout: 30_000,
        what: 'some orders having ended, and others not',
      });
      await kafka.kill('SIGKILL');
      await kafka.wipe();
      await kafka.start();
      await until(
        async () => {
          const statuses = await asked<{ lastRepublish: { cause: string; doneAt: string | null } | null }>(
            system,
            '/ops/outbox/status',
          );
          return statuses.every(
            ({ lastRepublish }) => lastRepublish?.cause === 'new-cluster' && lastRepublish.doneAt !== null,
          );
        },
        { timeout: 60_000, what: 'every service sending again what was lost' },
      );
      const metrics = await (await fetch(`${system.services.urls.orders}/metrics`)).text();
      expect(metrics).toMatch(/^messaging_outbox_republished_total\{.*cause="new-cluster".*\} [1-9]/m);
      expect(await asked(system, '/ops/dead-letters')).toEqual(services.map(() => ({ items: [], nextCursor: null })));
    },
    { orders: 200, alone: true },
  );
}, 240_000);
