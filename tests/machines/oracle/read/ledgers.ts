import type { DeadLetter, Ledger, TopicRecord } from '../facts.js';
import { services, takes, type Service } from '../protocol.js';
import { derived } from './ids.js';
import { look, type Sources } from './sources.js';

const OUTBOX = `SELECT r.record->>'topic' AS topic, r.record->>'key' AS key,
    coalesce(r.record->'headers'->>'__sagaworks.errors.dead-letter-id', lower(r.record->'headers'->>'ce_id')) AS id,
    r.record->'headers'->>'ce_type' AS type, lower(r.record->'headers'->>'ce_causationid') AS "causeId", o.sent_at IS NOT NULL AS sent
  FROM messaging.outbox o CROSS JOIN LATERAL json_array_elements(o.records::json) WITH ORDINALITY AS r (record, n) ORDER BY o.id, r.n`;
const CALLS = 'SELECT id, operation, key, ordering_key AS "orderingKey", state FROM messaging.call ORDER BY seq';
const PARKED =
  'SELECT message_id AS id, topic, key, dead_letter_id IS NOT NULL AS redrive FROM messaging.parked_message ORDER BY position';
const DEAD = `SELECT id, message_id AS "messageId", status, key, encode(sha256(record_value), 'hex') AS hash FROM messaging.dead_letter ORDER BY number`;

interface Call {
  readonly id: string;
  readonly operation: string;
  readonly key: string;
  readonly orderingKey: string;
  readonly state: string;
}

/** What each service keeps about its messages. */
export async function readLedgers(sources: Sources, records: readonly TopicRecord[]): Promise<Record<Service, Ledger>> {
  const ofKey = Map.groupBy(records, ({ key }) => key);
  const causeOf =
    (service: Service) =>
    ({ id, operation, key, orderingKey }: Call) =>
      (ofKey.get(orderingKey) ?? []).find(
        (record) => takes(service, record) && derived(record.marks[0], service, operation, key) === id,
      )?.marks[0] ?? null;
  const read = await Promise.all(
    services.map(async (service) => [service, await readLedger(sources, service, causeOf(service))] as const),
  );
  return Object.fromEntries(read) as Record<Service, Ledger>;
}

function readLedger({ database }: Sources, service: Service, causeOf: (call: Call) => string | null): Promise<Ledger> {
  return look(database(service), async (query) => ({
    inbox: await query<Ledger['inbox'][number]>('SELECT message_id AS id, state FROM messaging.inbox'),
    parked: await query<Ledger['parked'][number]>(PARKED),
    deadLetters: await query<DeadLetter>(DEAD),
    outbox: await query<Ledger['outbox'][number]>(OUTBOX),
    calls: (await query<Call>(CALLS)).map((call) => ({
      operation: call.operation,
      key: call.key,
      state: call.state,
      causeId: causeOf(call),
    })),
  }));
}
