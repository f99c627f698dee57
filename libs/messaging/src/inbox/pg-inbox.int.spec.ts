import { PgDatabase } from '../postgres/database.js';
import { inboxCompliance } from '../testing/compliance/inbox-compliance.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import type { InboxState } from './inbox.js';
import { PgInbox } from './pg-inbox.js';

inboxCompliance('PgInbox', async () => {
  const { url, drop } = await throwawayDatabase();
  const [database, other] = [new PgDatabase({ url, service: 'one' }), new PgDatabase({ url, service: 'other' })];
  return {
    inbox: new PgInbox(),
    database,
    other,
    stateOf: async ({ id }) =>
      (await database.query<{ state: InboxState }>('SELECT state FROM messaging.inbox WHERE message_id = $1', [id]))[0]
        ?.state,
    close: async () => {
      await Promise.all([database.close(), other.close()]);
      await drop();
    },
  };
});
