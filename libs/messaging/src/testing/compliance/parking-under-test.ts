import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { Disposition, ParkedHead, ParkedHeads, Parking, SequenceRef, ToPark } from '../../recovery/ports.js';
import type { RetryPolicy } from '../../handler/retries.js';
import type { UndoneTypes } from '../../recovery/undos/undos.js';

/** An adapter as the compliance suite uses it, with the limit, the policy and the undos below. */
export interface ParkingUnderTest {
  readonly parking: Parking;
  readonly heads: ParkedHeads;
  readonly database: Pick<Database, 'transaction'>;
  close(): Promise<void>;
}
export const complianceLimit = 3;
/** The head is due at once, so that the suite waits for nothing. */
export const compliancePolicy: RetryPolicy = { delaysMs: [0, 0], jitter: 0, afterDeath: 'go-on' };
export const complianceUndos: UndoneTypes = new Map([['test.undo', ['test.do']]]);

/** What the cases do with it, each in a transaction of its own. */
export class ParkingUser {
  constructor(readonly under: () => ParkingUnderTest) {}

  inTx<T>(work: (tx: Tx) => Promise<T> | T): Promise<T> {
    return this.under().database.transaction(async (tx) => work(tx as Tx));
  }

  park(...messages: ToPark[]): Promise<void> {
    return this.inTx(async (tx) => {
      await this.under().parking.parked(tx, messages);
      await this.under().parking.park(tx, messages);
    });
  }

  /** The head of the sequence, if it is due. */
  async head({ topic }: SequenceRef): Promise<ParkedHead | undefined> {
    return (await this.under().heads.due(100)).heads.find((each) => each.topic === topic);
  }

  /** Resolves to whether it still stood first. */
  settle(disposition: Disposition): Promise<boolean> {
    return this.inTx(async (tx) => {
      const claimed = await this.under().heads.claim(tx, [disposition.head]);
      if (claimed.size > 0) this.under().heads.settle(tx, [disposition]);
      return claimed.size > 0;
    });
  }
}
