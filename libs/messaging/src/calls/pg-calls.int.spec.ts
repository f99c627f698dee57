import { PgDatabase } from '../postgres/database.js';
import { callsCompliance } from '../testing/compliance/calls-compliance.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { pgAnswerRows } from './pg-answer-rows.js';
import { PgCallRows } from './pg-call-rows.js';
import { PgOutgoingCalls } from './pg-outgoing-calls.js';

callsCompliance('Calls in PostgreSQL', async () => {
  const { url, drop } = await throwawayDatabase();
  const database = new PgDatabase({ url, service: 'calls' });
  return {
    rows: new PgCallRows(database),
    answers: pgAnswerRows,
    database,
    outgoing: (listener) => new PgOutgoingCalls(listener),
    close: async () => {
      await database.close();
      await drop();
    },
  };
});
