import type { AdmissionState } from '../../saga/admission/admission.js';
import type { WithheldTopics } from '../../relay/withheld.js';
import type { Found } from './condition.js';
import type { OwnWaits } from './conditions.js';

/** What a process knows of itself, beside its consumer (`consumerWaits`). What is absent is not told. */
export interface OwnSources {
  /** Milliseconds that the oldest unit has waited for the batch runner to end it; 0 when none waits. */
  readonly waitedMs?: () => number;
  /** Of the relay, where it leads. */
  readonly missingTopics?: () => WithheldTopics;
  /** By saga. */
  readonly admission?: () => ReadonlyMap<string, Pick<AdmissionState, 'open' | 'inFlight' | 'limit'>>;
}

/** The waits that no table tells, from what a process knows of itself. */
export function ownWaits({ waitedMs, missingTopics, admission }: OwnSources): OwnWaits {
  return {
    ...(waitedMs === undefined
      ? {}
      : { 'units-waiting': () => (waitedMs() === 0 ? [] : [found('', new Date(Date.now() - waitedMs()))]) }),
    ...(missingTopics === undefined ? {} : { 'topics-missing': () => missing(missingTopics()) }),
    ...(admission === undefined ? {} : { 'admission-closed': closedDoors(admission) }),
  };
}

/** A door does not say since when it is closed: since it was first seen so. */
function closedDoors(admission: NonNullable<OwnSources['admission']>): () => Found[] {
  const since = new Map<string, Date>();
  return () => {
    const doors = [...admission()];
    for (const [saga, { open }] of doors) if (open) since.delete(saga);
    return doors
      .filter(([, { open }]) => !open)
      .map(([saga, { inFlight, limit }]) => {
        if (!since.has(saga)) since.set(saga, new Date());
        return found(saga, since.get(saga)!, `${inFlight} of ${saga} are on their way, and ${limit} can end in time`);
      });
  };
}

const missing = ({ topics, full }: WithheldTopics): Found[] =>
  topics.map(({ topic, messages, since }) => ({
    of: topic,
    count: messages,
    since,
    why: full ? 'as many wait as are held, so all else waits behind them' : null,
  }));

const found = (of: string, since: Date, why: string | null = null): Found => ({ of, count: 1, since, why });
