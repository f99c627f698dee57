import type { Facts, Ledger, TopicRecord } from './facts.js';
import { services, takes, type Service } from './protocol.js';

/** What became of the records that one service must take: accepted = applied + duplicates + retrying + dead + lost. */
export interface Tally {
  readonly service: Service;
  readonly accepted: number;
  readonly applied: number;
  readonly duplicates: number;
  /** Parked, or behind a parked one. */
  readonly retrying: number;
  readonly dead: number;
  /** Never taken, or not yet. */
  readonly lost: readonly TopicRecord[];
}

export const tallyOf = ({ records, services: ledgers }: Facts): Tally[] =>
  services.map((service) => tally(service, ledgers[service], records));

function tally(service: Service, { inbox }: Ledger, records: readonly TopicRecord[]): Tally {
  const states = new Map(inbox.map(({ id, state }) => [id, state]));
  const accepted = records.filter((record) => takes(service, record));
  const first = [...new Map(accepted.map((record) => [record.marks[0], record])).values()];
  const stateOf = ({ marks }: TopicRecord) => states.get(marks[0]) ?? states.get(marks[1]);
  const count = (wanted: string) => first.filter((record) => stateOf(record) === wanted).length;
  return {
    service,
    accepted: accepted.length,
    duplicates: accepted.length - first.length,
    applied: count('handled'),
    retrying: count('parked'),
    dead: count('dead'),
    lost: first.filter((record) => stateOf(record) === undefined),
  };
}
