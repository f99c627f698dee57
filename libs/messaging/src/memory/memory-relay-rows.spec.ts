import { relayRowsCompliance } from '../testing/compliance/relay-rows-compliance.js';
import { directLink } from './link.js';
import { MemoryDatabase } from './memory-database.js';
import { LeaseRow } from './memory-lease.js';
import { MemoryRelayRows } from './memory-relay-rows.js';
import { OutboxTable } from './outbox-table.js';

relayRowsCompliance('MemoryRelayRows', () => {
  const table = new OutboxTable();
  const lease = new LeaseRow();
  let now = 0;
  return {
    outbox: { write: (tx, records) => void (records.length > 0 && table.insert(tx, records)) },
    database: new MemoryDatabase() as never,
    lead: () => {
      const epoch = lease.take((now += 1_000_000));
      return Promise.resolve(new MemoryRelayRows({ table, lease, link: directLink, epoch: () => epoch }));
    },
    close: () => Promise.resolve(),
  };
});
