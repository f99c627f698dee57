import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SequenceFull, UnknownVersion } from '../../errors.js';
import { sequenceName, type SequenceRef } from '../../recovery/ports.js';
import { undoCases } from './parking-undos.js';
import { complianceLimit, ParkingUser, type ParkingUnderTest } from './parking-under-test.js';
import { received, unique } from './records.js';

/** What every parking does, held against one adapter. Call it at the top of a spec. */
export function parkingCompliance(name: string, make: () => ParkingUnderTest | Promise<ParkingUnderTest>): void {
  describe(`${name} is a parking`, () => {
    let under: ParkingUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    parkingCases(() => under);
    undoCases(() => under);
  });
}

function parkingCases(under: () => ParkingUnderTest): void {
  const fresh = (): SequenceRef => ({ topic: unique('topic'), key: 'a' });
  const user = new ParkingUser(under);
  const park = (sequence: SequenceRef, failure: Error | undefined, ...ids: string[]) =>
    user.park(
      ...ids.map((messageId, at) => ({
        ...sequence,
        messageId,
        type: 'test.happened',
        record: received(sequence.topic, sequence.key, messageId),
        ...(at === 0 && failure !== undefined ? { failure } : {}),
      })),
    );
  const parkedNames = (...sequences: SequenceRef[]) => user.inTx((tx) => under().parking.parked(tx, sequences));
  const due = async (limit: number) => (await under().heads.due(limit)).heads;
  const failing = new Error('not yet');
  const away = { errorClass: 'RowLocked', message: 'somebody holds a row', stack: '' };

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
    for (let next = await user.head(sequence); next !== undefined; next = await user.head(sequence)) {
      seen.push(`${next.messageId}: ${next.record.value!.toString()}, ${next.tries} tries`);
      await user.settle({ head: next, then: 'remove' });
    }
    expect(seen).toEqual(['1: 1, 1 tries', '2: 2, 0 tries', '3: 3, 0 tries']);
    expect(await parkedNames(sequence)).toEqual(new Set());
  });

  it('keeps a failed head first, with its history', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    await user.settle({
      head: (await user.head(sequence))!,
      then: 'retry',
      delayMs: 0,
      failure: { errorClass: 'RangeError', message: 'again', stack: '' },
    });
    const retried = (await user.head(sequence))!;
    expect(retried).toMatchObject({
      messageId: '1',
      tries: 2,
      failures: [
        { errorClass: 'Error', message: 'not yet' },
        { errorClass: 'RangeError', message: 'again' },
      ],
    });
    await user.settle({ head: retried, then: 'wait', delayMs: 0, failure: away });
    expect(await user.head(sequence)).toMatchObject({ messageId: '1', tries: 2, failures: retried.failures });
  });

  it('counts no try of what waits, on arrival or later, and wakes it when asked to', async () => {
    const sequence = fresh();
    await park(sequence, new UnknownVersion('deploy the newer one'), '1', '2');
    expect(await user.head(sequence)).toBeUndefined();
    await under().heads.wakeWaiting();
    const head = (await user.head(sequence))!;
    expect(head).toMatchObject({ messageId: '1', tries: 0, failures: [] });
    await user.settle({ head, then: 'wait', delayMs: 60_000, failure: away });
    expect(await user.head(sequence)).toBeUndefined();
    await under().heads.wakeWaiting();
    expect(await user.head(sequence)).toEqual(head);
    await user.settle({ head, then: 'remove' });
    expect(await user.head(sequence)).toMatchObject({ messageId: '2', tries: 0 });
  });

  it('does not give a head before its time', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1');
    const first = (await user.head(sequence))!;
    await user.settle({
      head: first,
      then: 'retry',
      delayMs: 60_000,
      failure: { errorClass: 'Error', message: '', stack: '' },
    });
    expect(await user.head(sequence)).toBeUndefined();
    expect(await user.inTx((tx) => under().heads.claim(tx, [first]))).toEqual(new Set());
  });

  it('gives the heads that are due the longest, as many as are asked for', async () => {
    for (let left = await due(100); left.length > 0; left = await due(100))
      for (const head of left) await user.settle({ head, then: 'remove' });
    const sequences = [fresh(), fresh(), fresh()];
    for (const sequence of sequences) await park(sequence, failing, '1');
    const [first] = await due(1);
    expect(first!.topic).toBe(sequences[0]!.topic);
    expect((await due(2)).map(({ topic }) => topic)).toEqual(sequences.slice(0, 2).map(({ topic }) => topic));
    expect(await due(100)).toHaveLength(3);
  });

  it('lets a head be claimed only while it stands first', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    const first = (await user.head(sequence))!;
    expect(await user.settle({ head: first, then: 'remove' })).toBe(true);
    expect(await user.settle({ head: first, then: 'remove' })).toBe(false);
    expect(await user.head(sequence)).toMatchObject({ messageId: '2' });
  });

  it('keeps a held sequence: parked, never due', async () => {
    const sequence = fresh();
    await park(sequence, failing, '1', '2');
    await user.settle({
      head: (await user.head(sequence))!,
      then: 'hold',
      deadLetterId: '00000000-0000-5000-8000-000000000001',
    });
    expect(await user.head(sequence)).toBeUndefined();
    expect(await parkedNames(sequence)).toEqual(new Set([sequenceName(sequence)]));
  });

  it('insists on room once a sequence is at its limit, and takes what is in hand all the same', async () => {
    const sequence = fresh();
    await park(sequence, failing, ...Array.from({ length: complianceLimit }, (_, at) => String(at)));
    await park(sequence, undefined, 'in hand');
    expect(() => under().parking.requireCapacity([fresh(), sequence])).toThrow(SequenceFull);
    expect(() => under().parking.requireCapacity([fresh()])).not.toThrow();
    for (let length = complianceLimit + 1; length >= complianceLimit; length -= 1)
      await user.settle({ head: (await user.head(sequence))!, then: 'remove' });
    await parkedNames(sequence);
    expect(() => under().parking.requireCapacity([sequence])).not.toThrow();
  });

  it('forgets what a transaction parked that did not commit', async () => {
    const sequence = fresh();
    const lost = user.inTx(async (tx) => {
      await under().parking.park(tx, [
        {
          ...sequence,
          messageId: '1',
          type: 'test.happened',
          record: received(sequence.topic, 'a', '1'),
          failure: failing,
        },
      ]);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    expect(await parkedNames(sequence)).toEqual(new Set());
  });
}
