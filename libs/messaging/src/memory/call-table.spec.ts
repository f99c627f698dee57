import { callsCompliance } from '../testing/compliance/calls-compliance.js';
import { CallTable } from './call-table.js';
import { memoryCallRows, MemoryOutgoingCalls } from './memory-outgoing-calls.js';
import { MemoryDatabase } from './memory-database.js';

callsCompliance('Calls in memory', () => {
  const [table, database] = [new CallTable(), new MemoryDatabase()];
  return {
    rows: memoryCallRows(table, async (work) => work()),
    answers: table,
    database,
    outgoing: (listener) => new MemoryOutgoingCalls(table, listener),
    close: () => database.close(),
  };
});
