import type { Outage } from '../engine/stand-still.js';

/** What a service knows of the times in which it was not in contact with the broker; it, the broker or its database was away then. */
export interface BrokerContact {
  /** Notes that the broker answers now; resolves to the outages of the last days, in order. By the store's own clock. */
  note(): Promise<readonly Outage[]>;
}
