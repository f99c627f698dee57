import { inboxCompliance } from '../testing/compliance/inbox-compliance.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryInbox } from './memory-inbox.js';

inboxCompliance('MemoryInbox', () => {
  const inbox = new MemoryInbox();
  const database = new MemoryDatabase();
  return {
    inbox,
    database,
    other: database,
    stateOf: (mark) => Promise.resolve(inbox.stateOf(mark)),
    close: () => database.close(),
  };
});
