import type { PartyStatus } from '../../calls/party-status.js';
import type { Database } from '../../runtime/database.js';
import type { PartySummary } from '../schemas/parties.js';
import { PARTY_COUNTS } from '../waits/statements.js';

type Counted = Omit<PartySummary, 'here'>;

/** Every party that this process calls or that a call is open to, by name. */
export async function listParties(
  database: Pick<Database, 'query'>,
  statuses: readonly PartyStatus[],
): Promise<PartySummary[]> {
  const counted = new Map((await database.query<Counted>(PARTY_COUNTS)).map((each) => [each.party, each]));
  const names = [...new Set([...counted.keys(), ...statuses.map(({ party }) => party)])].sort();
  return names.map((party) => ({
    ...(counted.get(party) ?? { party, ...NOTHING }),
    here: hereOf(statuses.find((status) => status.party === party)),
  }));
}

const NOTHING = { open: 0, failing: 0, answersFailing: 0, oldestOpenAt: null, lastError: null };

const hereOf = (status: PartyStatus | undefined): PartySummary['here'] =>
  status === undefined
    ? null
    : {
        breaker: status.breaker,
        waiting: status.waiting,
        inFlight: status.inFlight,
        lastAnsweredAt: status.lastAnsweredAt ?? null,
      };
