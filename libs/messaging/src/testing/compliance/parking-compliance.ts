import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../handler/database.js';
import type { Tx } from '../../handler/handler.js';
import { SequenceFull } from '../../errors.js';
import { sequenceName, type Disposition, type ParkedHead, type ParkedHeads, type Parking, type SequenceRef } from '../../recovery/ports.js';
import type { RetryPolicy } from '../../recovery/retry-policy.js';
import { received, unique } from './records.js';

/** An adapter as the compliance suite uses it, with the limit and the policy below. */
export interface ParkingUnderTest {
  readonly parking: Parking;
  readonly heads: ParkedHeads;
  readonly database: Pick<Database, 'transaction'>;
  close(): Promise<void>;
}
export const complianceLimit = 3;
/** The head is due at once, so that the suite waits for nothing. */
export const compliancePolicy: RetryPolicy = { delaysMs: [0, 0], jitter: 0, afterDeath: 'go-on' };

/** What every parking does, held against one adapter. Call it at the top of a spec. */
export function parkingCompliance(name: string, make: () => ParkingUnderTest | Promise<ParkingUnderTest>): void {
  describe(`${name} is a parking`, () => {
    let under: ParkingUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    parkingCases(() => under);
  });
}

function parkingCases(under: () => ParkingUnderTest): void {
  const fresh = (): SequenceRef => ({ topic: unique('topic'), key: 'a' });
  const inTx = <T>(work: (tx: Tx) => Promise<T> | T): Promise<T> => under().database.transaction(async (tx) => work(tx as Tx));
  const park = (sequence: SequenceRef, failure: Error | undefined, ...ids: string[]) =>
    inTx(async (tx) => {
      await under().parking.parked(tx, [sequence]);
      await under().parking.park(tx, ids.map((messageId, at) => ({
        ...sequence, messageId, type: 'test.happened', record: received(sequence.topic, sequence.key, messageId), ...(at === 0 && failure !== undefined ? { failure } : {}),
      })));
    });
  const head = async ({ topic }: SequenceRef): Promise<ParkedHead | undefined> => (await under().heads.due(100)).heads.find((each) => each.topic === topic);
  const settle = (disposition: Disposition) => inTx(async (tx) => {
    const claimed = await under().heads.claim(tx, [disposition.head]);
    if (claimed.size > 0) under().heads.settle(tx, [disposition]);
    return claimed.size;
  });
  const parkedNames = (...sequences: SequenceRef[]) => inTx((tx) => under().parking.parked(tx, sequences));
  const failing = new Error('not yet');

  it('knows which sequences are parked', async () => {
    const [parked, free] = [fresh(), fresh()];
    await park(parked, failing, '1');
    expect(await parkedNames(parked, free)).toEqual(new Set([sequenceName(parked)]));
    expect(await parkedNames()).toEqual(new Set());
  });

  it('gives heads in the order of arrival, one at a time, until the sequence is gone', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    await park(sequence, undefined, '3');
    const seen: string[] = [];
    for (let next = await head(sequence); next !== undefined; next = await head(sequence)) {
      seen.push(`${next.messageId}: ${next.record.value!.toString()}, ${next.tries} tries`);
      await settle({ head: next, then: 'remove' });
    }
    expect(seen).toEqual(['1: 1, 1 tries', '2: 2, 0 tries', '3: 3, 0 tries']);
    expect(await parkedNames(sequence)).toEqual(new Set());
  });

  it('keeps a failed head first, with its history', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    await settle({ head: (await head(sequence))!, then: 'retry', delayMs: 0, failure: { errorClass: 'RangeError', message: 'again', stack: '' } });
    const retried = (await head(sequence))!;
    expect(retried).toMatchObject({ messageId: '1', tries: 2, failures: [{ errorClass: 'Error', message: 'not yet' }, { errorClass: 'RangeError', message: 'again' }] });
    await settle({ head: retried, then: 'retry', delayMs: 0 });
    expect(await head(sequence)).toMatchObject({ messageId: '1', tries: 2 });
  });

  it('does not give a head before its time', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1');
    const first = (await head(sequence))!;
    await settle({ head: first, then: 'retry', delayMs: 60_000, failure: { errorClass: 'Error', message: '', stack: '' } });
    expect(await head(sequence)).toBeUndefined();
    expect(await inTx((tx) => under().heads.claim(tx, [first]))).toEqual(new Set());
  });

  it('lets a head be claimed only while it stands first', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    const first = (await head(sequence))!;
    expect(await settle({ head: first, then: 'remove' })).toBe(1);
    expect(await settle({ head: first, then: 'remove' })).toBe(0);
    expect(await head(sequence)).toMatchObject({ messageId: '2' });
  });

  it('keeps a held sequence: parked, never due', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    await settle({ head: (await head(sequence))!, then: 'hold', deadLetterId: '00000000-0000-5000-8000-000000000001' });
    expect(await head(sequence)).toBeUndefined();
    expect(await parkedNames(sequence)).toEqual(new Set([sequenceName(sequence)]));
  });

  it('insists on room once a sequence is at its limit, and takes what is in hand all the same', async () => {
    const sequence = fresh();
    await park(sequence, failing, ...Array.from({ length: complianceLimit }, (_, at) => String(at)));
    await park(sequence, undefined, 'in hand');
    expect(() => under().parking.insistRoom([fresh(), sequence])).toThrow(SequenceFull);
    expect(() => under().parking.insistRoom([fresh()])).not.toThrow();
    for (let length = complianceLimit + 1; length >= complianceLimit; length -= 1) await settle({ head: (await head(sequence))!, then: 'remove' });
    await parkedNames(sequence);
    expect(() => under().parking.insistRoom([sequence])).not.toThrow();
  });

  it('forgets what a transaction parked that did not commit', async () => {
    const sequence = fresh();
    const lost = inTx(async (tx) => {
      await under().parking.park(tx, [{ ...sequence, messageId: '1', type: 'test.happened', record: received(sequence.topic, 'a', '1'), failure: failing }]);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    expect(await parkedNames(sequence)).toEqual(new Set());
  });
}
