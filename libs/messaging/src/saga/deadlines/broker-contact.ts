import type { Outage } from '../engine/stand-still.js';

/** Outages that are told, the latest: a broker that comes and goes all day is no reason to read without end. */
export const MOST_OUTAGES = 1_000;

/**
 * What a service knows of the times in which it was not in contact with the broker; it, the broker or its database was
 * away then.
 */
export interface BrokerContact {
  /**
   * Notes that the broker answers now; resolves to the outages that ended in the last 7 days, at most 1,000, in the
   * order of their beginning. The first contact of all ends none. By the store's own clock.
   */
  note(): Promise<readonly Outage[]>;
}
