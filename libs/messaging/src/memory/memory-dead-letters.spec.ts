import { deadLettersCompliance } from '../testing/compliance/dead-letters-compliance.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryDeadLetters, type MemoryDeadLetter } from './memory-dead-letters.js';

deadLettersCompliance('MemoryDeadLetters', () => {
  const [letters, database] = [new Map<string, MemoryDeadLetter>(), new MemoryDatabase()];
  return Promise.resolve({
    deadLetters: (service, outbox) => new MemoryDeadLetters(service, outbox, letters),
    database,
    find: async (id) => {
      const letter = letters.get(id);
      if (letter === undefined) return undefined;
      const { status, type, message, sagaId, traceId, fingerprint, failure, attempts, events } = letter;
      const { topic, key, messageId, record } = message;
      return {
        status,
        type,
        topic,
        key,
        messageId,
        sagaId,
        traceId,
        fingerprint,
        failure,
        attempts,
        value: record.value,
        events,
      };
    },
    redrive: async (id) => void letters.set(id, { ...letters.get(id)!, status: 'redriving' }),
    close: () => database.close(),
  });
});
