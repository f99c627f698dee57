/**
 * How likely what goes wrong, and how long what goes right takes. A chance is from 0 to 1;
 * a time in virtual milliseconds.
 */
export interface Profile {
  readonly name: string;
  /** Orders come in crowds: at most how many at once, and how long after one another. */
  readonly crowds: { readonly of: number; readonly everyMs: number };
  readonly network: {
    /** A send is lost before the broker has it, or its acknowledgement after. */
    readonly sendLost: number;
    readonly ackLost: number;
    /** A batch is done but its offsets are not committed: its records come again. */
    readonly offsetsLost: number;
    /** A statement outside the batches fails. */
    readonly statementLost: number;
  };
  readonly database: {
    /** Rolled back, e.g. by a deadlock; the connection lost before COMMIT; the same after it, so that nobody knows. */
    readonly rolledBack: number;
    readonly away: number;
    readonly commitUnanswered: number;
  };
  /** Milliseconds between two of each, on average over all services. @default never */
  readonly every: {
    readonly crash?: number;
    readonly rebalance?: number;
    readonly replay?: number;
    readonly freeze?: number;
    readonly secondProcess?: number;
  };
  /** The broker is away once. Virtual milliseconds after the beginning, and for how long. @default never */
  readonly brokerAway?: { readonly atMs: number; readonly forMs: number };
  /** A decision throws, of one message several times in a row; `hopeless` ones throw for ever. */
  readonly decisions: { readonly throws: number; readonly hopeless: number };
  readonly outside: {
    /** Fails before anything is done; does it and loses the answer; is slower than anybody waits. */
    readonly fails: number;
    readonly answerLost: number;
    readonly slow: number;
    /** Milliseconds between two outages of a party. @default never */
    readonly downEvery?: number;
  };
  readonly customers: {
    readonly declined: number;
    readonly captureRefused: number;
    readonly noCarrier: number;
    readonly undoRefused: number;
    readonly soldOut: number;
    readonly cancels: number;
    readonly repeats: number;
    readonly returns: number;
  };
}

export const calm: Profile = {
  name: 'calm',
  crowds: { of: 80, everyMs: 400 },
  network: { sendLost: 0, ackLost: 0, offsetsLost: 0, statementLost: 0 },
  database: { rolledBack: 0, away: 0, commitUnanswered: 0 },
  every: {},
  decisions: { throws: 0, hopeless: 0 },
  outside: { fails: 0, answerLost: 0, slow: 0 },
  customers: {
    declined: 0.05,
    captureRefused: 0.02,
    noCarrier: 0.04,
    undoRefused: 0,
    soldOut: 0.03,
    cancels: 0.05,
    repeats: 0.05,
    returns: 0.1,
  },
};

const network: Profile = {
  ...calm,
  name: 'network',
  network: { sendLost: 0.02, ackLost: 0.05, offsetsLost: 0.05, statementLost: 0.02 },
  database: { rolledBack: 0.02, away: 0.01, commitUnanswered: 0.02 },
  every: { rebalance: 500, replay: 2_000, secondProcess: 5_000 },
};

const crashes: Profile = {
  ...calm,
  name: 'crashes',
  network: { ...calm.network, ackLost: 0.01, offsetsLost: 0.02 },
  every: { crash: 500, rebalance: 2_000, freeze: 2_000, secondProcess: 3_000 },
};

const outside: Profile = {
  ...calm,
  name: 'outside',
  outside: { fails: 0.05, answerLost: 0.05, slow: 0.01, downEvery: 20_000 },
  customers: { ...calm.customers, cancels: 0.15, declined: 0.1 },
};

const failures: Profile = {
  ...calm,
  name: 'failures',
  decisions: { throws: 0.01, hopeless: 0 },
  every: { rebalance: 2_000, replay: 5_000 },
  customers: { ...calm.customers, cancels: 0.1 },
};

const everything: Profile = {
  ...calm,
  name: 'everything',
  network: { sendLost: 0.01, ackLost: 0.02, offsetsLost: 0.02, statementLost: 0.01 },
  database: { rolledBack: 0.01, away: 0.005, commitUnanswered: 0.01 },
  every: { crash: 1_000, rebalance: 1_500, replay: 5_000, freeze: 4_000, secondProcess: 5_000 },
  decisions: { throws: 0.003, hopeless: 0 },
  outside: { fails: 0.02, answerLost: 0.02, slow: 0.003, downEvery: 60_000 },
  customers: { ...calm.customers, cancels: 0.15 },
};

/** What cannot end well by itself is among it: undo that is refused, messages that never can be handled. */
const hopeless: Profile = {
  ...everything,
  name: 'hopeless',
  decisions: { throws: 0.003, hopeless: 0.0005 },
  customers: { ...calm.customers, undoRefused: 0.03, noCarrier: 0.1, captureRefused: 0.1, cancels: 0.1 },
};

/** The same without anything that goes wrong by chance: what customers want stays. */
export const quiet = ({ name, customers }: Profile): Profile => ({ ...calm, name, customers });

export const profiles: readonly Profile[] = [calm, network, crashes, outside, failures, everything, hopeless];
