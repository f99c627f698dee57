import { PgDatabase } from '../postgres/database.js';
import { outboxCompliance } from '../testing/compliance/outbox-compliance.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import type { OutboxEntry } from './outbox.js';
import { PgOutbox } from './pg-outbox.js';

outboxCompliance('PgOutbox', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'outbox' });
  const unsent = 'SELECT id, records FROM messaging.outbox WHERE sent_at IS NULL ORDER BY id';
  return {
    outboxTo: (listener) => new PgOutbox(listener),
    database,
    unsent: async () =>
      (await database.query<{ id: string; records: string }>(unsent)).map(({ id, records }) => ({
        id,
        records: JSON.parse(records) as OutboxEntry['records'],
      })),
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
