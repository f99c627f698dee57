import type { Facts, Ledger } from '../facts.js';

/**
 * Nothing that was decided is still to be done: all that was written is sent, all that was
 * to be asked outside is answered.
 */
export const leftovers = ({ services }: Facts): string[] =>
  Object.entries(services).flatMap(([service, ledger]: [string, Ledger]) => [
    ...ledger.outbox
      .filter(({ sent }) => !sent)
      .map(({ id, type, key }) => `${service} has not sent ${type} ${id} of ${key}`),
    ...ledger.calls
      .filter(({ state }) => state === 'open' || state === 'answer-failed')
      .map(({ operation, key, state }) => `${service} has its call ${operation} of ${key} ${state}`),
  ]);
