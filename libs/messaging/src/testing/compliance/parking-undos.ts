import { describe, expect, it } from '@jest/globals';
import type { SequenceRef, ToPark } from '../../recovery/ports.js';
import { ParkingUser, type ParkingUnderTest } from './parking-under-test.js';
import { received, unique } from './records.js';

const letter = '00000000-0000-5000-8000-000000000001';

/** The undo of a dead action always passes, also where the action holds its sequence. */
export function undoCases(under: () => ParkingUnderTest): void {
  const user = new ParkingUser(under);
  const fresh = (): SequenceRef => ({ topic: unique('topic'), key: 'a' });
  const message = (sequence: SequenceRef, messageId: string, type: string, saga: string, failure?: Error): ToPark => {
    const record = received(sequence.topic, sequence.key, messageId);
    return {
      ...sequence,
      messageId,
      type,
      record: { ...record, headers: { ...record.headers, ce_correlationid: saga, ce_sagastep: 'step' } },
      ...(failure === undefined ? {} : { failure }),
    };
  };
  const action = (sequence: SequenceRef): ToPark => message(sequence, 'do', 'test.do', 'saga', new Error('hopeless'));
  const undo = (sequence: SequenceRef, saga = 'saga'): ToPark =>
    message(sequence, `undo of ${saga}`, 'test.undo', saga);
  const other = (sequence: SequenceRef): ToPark => message(sequence, 'other', 'test.happened', 'saga');
  const die = async (sequence: SequenceRef) =>
    user.settle({ head: (await user.head(sequence))!, then: 'hold', deadLetterId: letter });
  /** Ids of what is given until nothing is due any more. */
  const handled = async (sequence: SequenceRef): Promise<string[]> => {
    const seen: string[] = [];
    for (let next = await user.head(sequence); next !== undefined; next = await user.head(sequence)) {
      seen.push(next.messageId);
      await user.settle({ head: next, then: 'remove' });
    }
    return seen;
  };

  describe('the undo of a dead message that holds its sequence', () => {
    it.each<[string, (sequence: SequenceRef) => Promise<unknown>]>([
      [
        'waited behind it when it died',
        async (sequence) => {
          await user.park(action(sequence), other(sequence), undo(sequence));
          await die(sequence);
        },
      ],
      [
        'comes when it is dead',
        async (sequence) => {
          await user.park(action(sequence), other(sequence));
          await die(sequence);
          await user.park(undo(sequence));
        },
      ],
    ])('passes where it %s; nothing else does', async (_, arrange) => {
      const sequence = fresh();
      await arrange(sequence);
      expect(await user.head(sequence)).toMatchObject({ messageId: 'undo of saga', passes: true, tries: 0 });
      expect(await handled(sequence)).toEqual(['undo of saga']);
      expect((await user.inTx((tx) => under().parking.parked(tx, [sequence]))).size).toBe(1);
    });

    it('is tried again before anything else when it fails', async () => {
      const sequence = fresh();
      await user.park(action(sequence));
      await die(sequence);
      await user.park(undo(sequence));
      await user.settle({
        head: (await user.head(sequence))!,
        then: 'retry',
        delayMs: 0,
        failure: { errorClass: 'Error', message: 'not yet', stack: '' },
      });
      expect(await user.head(sequence)).toMatchObject({ messageId: 'undo of saga', passes: true, tries: 1 });
    });

    it('waits in its turn where it is of another saga, or what it undoes is not dead', async () => {
      const [held, retrying] = [fresh(), fresh()];
      await user.park(action(held));
      await die(held);
      await user.park(undo(held, 'another saga'));
      expect(await handled(held)).toEqual([]);
      await user.park(action(retrying), undo(retrying));
      expect(await handled(retrying)).toEqual(['do', 'undo of saga']);
    });
  });
}
