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

/**
 * A steady stream of orders against parties that can do so much and no more, with or without
 * something that is away for a while.
 */
export interface Scenario {
  readonly seed: number;
  /** Calls that a party takes at the same time: two of them are ten orders a second. @default 4 */
  readonly places?: number;
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
/** What the network adds to a call, on average: there, and back. */
const NETWORK_MS = 8.5;

/** Orders a second that go through the narrowest parties. */
export const capacityOf = ({ places = PLACES }: Scenario): number =>
  (places * 1_000) / (CALL_MS + NETWORK_MS) / CALLS_AN_ORDER;

export const partiesOf = ({ places = PLACES }: Scenario) => {
  const each = { places, callMs: CALL_MS };
  return { cards: each, carrier: each, mailbox: each };
};

export const MINUTE = 60_000;
/** Promise 7: so long after a trigger is gone, fresh orders are fulfilled. */
export const RECOVERY_MS = 2 * MINUTE;

export const nameOf = ({ load, outage }: Scenario): string =>
  `${Math.round(100 * load)} % load, ${outage === undefined ? 'nothing away' : `${outage.of} away for ${outage.minutes} min`}`;
