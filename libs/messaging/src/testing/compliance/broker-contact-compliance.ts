import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OUTAGE_MS, OUTAGE_TOLD_DAYS } from '../../message/unsent.js';
import { MOST_OUTAGES, type BrokerContact } from '../../saga/deadlines/broker-contact.js';

/** An adapter as the compliance suite uses it, with nothing on record at first. */
export interface BrokerContactUnderTest {
  /** As one more process over the same store has it. */
  contact(): BrokerContact;
  lastContact(secondsAgo: number): Promise<void>;
  /** Puts outages on record, by how many seconds ago they were. */
  keep(outages: readonly { readonly began: number; readonly ended: number }[]): Promise<void>;
  close(): Promise<void>;
}

const DAY = 86_400;

/** What every record of contact with the broker does, held against one adapter. Call it at the top of a spec. */
export function brokerContactCompliance(name: string, make: () => Promise<BrokerContactUnderTest>): void {
  describe(`${name} knows when the broker was away`, () => {
    let under: BrokerContactUnderTest;
    beforeEach(async () => void (under = await make()));
    afterEach(() => under.close());

    it('before the first contact there was no outage', async () => {
      expect(await under.contact().note()).toEqual([]);
    });

    it('a time without contact is on record once it is over, and whoever shares the store knows of it', async () => {
      const [one, other] = [under.contact(), under.contact()];
      await one.note();
      await under.lastContact(OUTAGE_MS / 1_000 - 2);
      expect(await other.note()).toEqual([]);
      await under.lastContact(100);
      const [outage] = await one.note();
      expect(outage!.to - outage!.from).toBeGreaterThanOrEqual(100_000);
      expect(outage!.to - outage!.from).toBeLessThan(110_000);
      expect([await one.note(), await other.note()]).toEqual([[outage], [outage]]);
    });

    it('outages are told in their order, until they are a week old', async () => {
      await under.keep([
        { began: 2 * DAY, ended: DAY },
        { began: OUTAGE_TOLD_DAYS * DAY + 200, ended: OUTAGE_TOLD_DAYS * DAY + 100 },
        { began: OUTAGE_TOLD_DAYS * DAY + 150, ended: OUTAGE_TOLD_DAYS * DAY - 150 },
      ]);
      const told = await under.contact().note();
      expect(told.map(({ from, to }) => Math.round((to - from) / 1_000))).toEqual([300, DAY]);
    });

    it('of very many the latest are told', async () => {
      const each = (n: number) => ({ began: 100_000 - n * 60, ended: 100_000 - n * 60 - 30 });
      await under.keep(Array.from({ length: MOST_OUTAGES + 5 }, (_, n) => each(n)));
      const told = await under.contact().note();
      expect(told).toHaveLength(MOST_OUTAGES);
      expect(Math.round((Date.now() - told.at(-1)!.from) / 60_000)).toBe(Math.round(each(MOST_OUTAGES + 4).began / 60));
    });
  });
}
