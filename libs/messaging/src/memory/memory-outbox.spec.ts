import type { OutboxEntry } from '../outbox/outbox.js';
import { outboxCompliance } from '../testing/compliance/outbox-compliance.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryOutbox } from './memory-outbox.js';
import { OutboxTable } from './outbox-table.js';

outboxCompliance('MemoryOutbox', () => {
  const [table, database, woken] = [new OutboxTable(), new MemoryDatabase(), [] as OutboxEntry[]];
  const onWritten = (entry: OutboxEntry) => void woken.push(entry);
  return {
    outbox: new MemoryOutbox(table, { wantsPrecedence: true, floor: '0', epoch: 0, onWritten }),
    database,
    unsent: () =>
      Promise.resolve(table.read([], { after: '0' }, Infinity).rows.map(({ id, records }) => ({ id, records }))),
    woken: () => woken,
    close: () => database.close(),
  };
});
