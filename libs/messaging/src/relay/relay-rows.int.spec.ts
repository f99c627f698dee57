import { PgDatabase } from '../postgres/database.js';
import { PgOutbox } from '../outbox/pg-outbox.js';
import { relayRowsCompliance } from '../testing/compliance/relay-rows-compliance.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { RelayRows } from './relay-rows.js';
import { RowsConnection } from './rows-connection.js';

relayRowsCompliance('RelayRows', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'rows' });
  const connection = new RowsConnection({ url, name: 'rows' });
  const take = `INSERT INTO messaging.lease VALUES ('relay', 'rows', 1, 0, now(), 'infinity')
    ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1 RETURNING epoch`;
  return {
    outbox: new PgOutbox({ wantsPrecedence: false, floor: '0', epoch: 0, onWritten: () => undefined }),
    database,
    lead: async () => {
      const [row] = await database.query<{ epoch: string }>(take);
      return new RelayRows(connection, { lease: 'relay', epoch: row!.epoch });
    },
    close: async () => {
      connection.close();
      await database.close();
      await drop();
    },
  };
});
