import { outboxCompliance } from '../testing/compliance/outbox-compliance.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryOutbox } from './memory-outbox.js';
import { OutboxTable } from './outbox-table.js';

outboxCompliance('MemoryOutbox', () => {
  const [table, database] = [new OutboxTable(), new MemoryDatabase()];
  return {
    outboxTo: (listener) => new MemoryOutbox(table, listener),
    database,
    unsent: () => Promise.resolve(table.read([], { after: '0' }).rows.map(({ id, records }) => ({ id, records }))),
    close: () => database.close(),
  };
});
