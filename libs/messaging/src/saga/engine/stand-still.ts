import { catchUpAfter } from '../../message/unsent.js';

/** A time without the broker, in milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** A wait for an answer that counts from `since` and ends at `due`, in milliseconds since 1970. */
export interface Wait {
  readonly since: number;
  readonly due: number;
}

/**
 * The clock of a wait stands still in an outage, when what was asked could not leave or its answer not come, and for as
 * long again until what has gathered is worked off: when such a wait ends, and from when on it counts. Given its own
 * result it changes nothing.
 * `outages`: in order of their beginning.
 */
export function standStill({ since, due }: Wait, outages: readonly Outage[]): Wait {
  let at = since;
  let left = due - since;
  for (const { from, to } of outages) {
    const until = to + catchUpAfter(to - from);
    if (until <= at) continue;
    const ran = Math.max(0, from - at);
    if (ran >= left) break;
    left -= ran;
    at = until;
  }
  return { since: at, due: at + left };
}
