import { OUTAGE_MS, OUTAGE_TOLD_DAYS } from '../message/unsent.js';
import { MOST_OUTAGES, type BrokerContact } from '../saga/deadlines/broker-contact.js';
import type { Outage } from '../saga/engine/stand-still.js';
import type { StoreLink } from './link.js';

const DAY_MS = 86_400_000;

/** What is on record of contact with the broker; two services over the same are two processes over one database. */
export class ContactRow {
  at: number | undefined;
  readonly outages: Outage[] = [];
}

/** Contact with the broker in memory, by this process's clock. */
export class MemoryBrokerContact implements BrokerContact {
  constructor(
    private readonly row: ContactRow,
    private readonly link: StoreLink,
  ) {}

  note(): Promise<readonly Outage[]> {
    return this.link(() => {
      const now = Date.now();
      const { at = now } = this.row;
      if (now - at > OUTAGE_MS) this.row.outages.push({ from: at, to: now });
      this.row.at = now;
      return this.row.outages
        .filter(({ to }) => to > now - OUTAGE_TOLD_DAYS * DAY_MS)
        .sort((one, other) => one.from - other.from)
        .slice(-MOST_OUTAGES);
    });
  }
}
