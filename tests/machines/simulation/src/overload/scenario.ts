/** What may be away for minutes. `kafka` and the databases take everybody along; a party only its calls. */
export type Trigger = 'cards' | 'carrier' | 'mailbox' | 'kafka' | 'orders-database' | 'payments-database';

export const triggers: readonly Trigger[] = [
  'cards',
  'carrier',
  'mailbox',
  'kafka',
  'orders-database',
  'payments-database',
];

/** A steady stream of orders against parties that can do so much and no more, with or without something that is away for a while. */
export interface Scenario {
  readonly seed: number;
  /** Of what the narrowest party can do: 1 is all of it. */
  readonly load: number;
  /** Virtual minutes in all. */
  readonly minutes: number;
  /** @default nothing is ever away */
  readonly outage?: { readonly of: Trigger; readonly fromMinute: number; readonly minutes: number };
}

/** Each order asks cards twice (authorise, capture) and the carrier twice (book, dispatch). */
const CALLS_AN_ORDER = 2;
const PLACES = 4;
const CALL_MS = 100;

/** The narrowest parties: so many orders a second go through. */
export const CAPACITY = (PLACES * 1_000) / CALL_MS / CALLS_AN_ORDER;
export const capacities = {
  cards: { places: PLACES, callMs: CALL_MS },
  carrier: { places: PLACES, callMs: CALL_MS },
  mailbox: { places: PLACES, callMs: CALL_MS },
};
export const MINUTE = 60_000;
/** Promise 7: so long after a trigger is gone, fresh orders are fulfilled. */
export const RECOVERY_MS = 2 * MINUTE;

export const nameOf = ({ load, outage }: Scenario): string =>
  `${Math.round(100 * load)} % load, ${outage === undefined ? 'nothing away' : `${outage.of} away for ${outage.minutes} min`}`;
