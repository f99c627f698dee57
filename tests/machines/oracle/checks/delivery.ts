import type { Facts, Ledger } from '../facts.js';
import { services, type Service } from '../protocol.js';
import { tallyOf } from '../tally.js';

/**
 * Every record that a service must take is applied, a duplicate, retrying or dead-lettered, and where
 * it is said to be; none was made up.
 */
export const delivery = (facts: Facts): string[] => [
  ...tallyOf(facts).flatMap(({ service, lost }) =>
    lost.map(
      ({ topic, partition, offset, type, marks }) =>
        `${service} never took ${type ?? 'a record'} ${marks[0]} (${topic} ${partition}@${offset})`,
    ),
  ),
  ...services.flatMap((service) => [
    ...invented(service, facts),
    ...mislaid(service, facts.services[service]),
    ...misfiled(service, facts),
  ]),
];

function invented(service: Service, { records, services: ledgers }: Facts): string[] {
  const known = new Set(records.flatMap(({ marks }) => marks));
  return ledgers[service].inbox
    .filter(({ id }) => !known.has(id) && !isRequest(id))
    .map(({ id, state }) => `${service} has ${id} as ${state}, which is in no topic`);
}

/**
 * Requests never were on Kafka: their ids are drawn (UUIDv7), those of messages follow from what caused them (UUIDv5).
 */
const isRequest = (id: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id);

/** A mark says where its message is. */
function mislaid(service: Service, { inbox, parked, deadLetters }: Ledger): string[] {
  const waiting = new Set(parked.filter(({ redrive }) => !redrive).map(({ id }) => id));
  const buried = new Set(deadLetters.map(({ messageId }) => messageId));
  return inbox.flatMap(({ id, state }) => {
    if (state === 'parked' && !waiting.has(id)) return [`${service} has parked ${id}, which waits nowhere`];
    if (state === 'dead' && !buried.has(id)) return [`${service} has given up ${id}, and has no dead letter of it`];
    return state !== 'parked' && waiting.has(id) ? [`${service} has ${id} as ${state}, and it still waits`] : [];
  });
}

/** The dead letters' rows and their topic say the same: the original's key, and its bytes or a pointer to them. */
function misfiled(service: Service, { records, services: ledgers }: Facts): string[] {
  const told = new Map(
    records.flatMap((record) =>
      record.topic === `${service}.dlq` && record.letter !== undefined ? [[record.letter.id, record] as const] : [],
    ),
  );
  return ledgers[service].deadLetters.flatMap(({ id, messageId, key, hash }) => {
    const record = told.get(id);
    if (record === undefined) return [`${service} has a dead letter of ${messageId}, which is not in ${service}.dlq`];
    const { letter } = record;
    return [
      ...(record.key === key ? [] : [`${service}.dlq has ${messageId} under the key ${record.key} instead of ${key}`]),
      ...(letter!.isPointer || letter!.hash === hash ? [] : [`${service}.dlq has another value of ${messageId}`]),
    ];
  });
}
