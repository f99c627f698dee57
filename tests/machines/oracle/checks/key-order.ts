import type { Facts, TopicRecord } from '../facts.js';
import { services, type Service } from '../protocol.js';

/**
 * Messages of one key in one topic are sent in the order in which they were written, and take effect in
 * the order in which they were sent.
 */
export const keyOrder = (facts: Facts): string[] => [
  ...onePartition(facts.records),
  ...services.flatMap((service) => [...sending(service, facts), ...effects(service, facts)]),
];

const sequenceOf = ({ topic, key }: { readonly topic: string; readonly key: string | null }): string =>
  `${topic} of ${key}`;

function onePartition(records: readonly TopicRecord[]): string[] {
  const keyed = records.filter(({ key }) => key !== null);
  return [...Map.groupBy(keyed, sequenceOf)]
    .filter(([, own]) => own.some(({ partition }) => partition !== own[0]!.partition))
    .map(([name]) => `${name} is in more than one partition`);
}

/**
 * The outbox against its topics: nothing is missing, nothing has overtaken. A copy of what
 * is there already changes nothing.
 */
function sending(service: Service, { records, services: ledgers }: Facts): string[] {
  const { outbox, deadLetters } = ledgers[service];
  const refused = new Set(deadLetters.map(({ messageId }) => messageId));
  const sent = Map.groupBy(
    outbox.filter((message) => message.sent && !refused.has(message.id)),
    sequenceOf,
  );
  const read = Map.groupBy(records, sequenceOf);
  const wrong = [...sent].flatMap(([name, written]) => {
    const wanted = [...new Set(written.map(({ id }) => id))];
    const own = new Set(wanted);
    const found = [...new Set((read.get(name) ?? []).map(({ marks }) => marks[0]).filter((id) => own.has(id)))];
    const missing = wanted.filter((id) => !found.includes(id));
    if (missing.length > 0) return [`${name} lacks ${missing.join(', ')}, which ${service} has sent`];
    const at = found.findIndex((id, index) => id !== wanted[index]);
    return at === -1 ? [] : [`${name} has ${found[at]} before ${wanted[at]}, which ${service} wrote first`];
  });
  const written = new Set(outbox.map(({ id }) => id));
  const foreign = records.filter(
    ({ source, marks, letter }) => source === `/${service}` && letter === undefined && !written.has(marks[0]),
  );
  return [
    ...wrong,
    ...foreign.map(({ marks, ...record }) => `${sequenceOf(record)} has ${marks[0]}, which ${service} never wrote`),
  ];
}

/**
 * When a message took effect can be told by what it brought about: a transition of a saga, a call to the outside, or,
 * where there was no call to wait for, a message of its own. One that died is out of its order on purpose.
 */
function effects(service: Service, { records, sagas, services: ledgers }: Facts): string[] {
  const { calls, outbox, deadLetters } = ledgers[service];
  const dead = new Set(deadLetters.map(({ messageId }) => messageId));
  const places = placesOf(records.filter(({ marks }) => !dead.has(marks[0])));
  const causes = calls.flatMap(({ causeId }) => causeId ?? []);
  const called = new Set(causes);
  const emitted = outbox.flatMap(({ causeId }) => (causeId === null || called.has(causeId) ? [] : [causeId]));
  const histories = service === 'orders' ? sagas.map(({ history }) => history.map(({ messageId }) => messageId)) : [];
  const evidence = [causes, emitted, ...histories];
  return [...new Set(evidence.flatMap((ids) => overtaking(service, ids, places)))];
}

interface Place {
  readonly sequence: string;
  readonly number: number;
}

/** Where each message first stood in its sequence. */
function placesOf(records: readonly TopicRecord[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [sequence, own] of Map.groupBy(records, sequenceOf))
    for (const [number, { marks }] of own.entries())
      if (!places.has(marks[0])) places.set(marks[0], { sequence, number });
  return places;
}

function overtaking(service: Service, ids: readonly string[], places: ReadonlyMap<string, Place>): string[] {
  const last = new Map<string, { readonly id: string; readonly number: number }>();
  const wrong: string[] = [];
  for (const id of new Set(ids)) {
    const place = places.get(id);
    if (place === undefined) continue;
    const before = last.get(place.sequence);
    if (before !== undefined && before.number > place.number)
      wrong.push(`${service} handled ${before.id} before ${id}, which is earlier in ${place.sequence}`);
    else last.set(place.sequence, { id, number: place.number });
  }
  return wrong;
}
