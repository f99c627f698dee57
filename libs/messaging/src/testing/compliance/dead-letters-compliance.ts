import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WireRecord } from '../../message/message.js';
import type { Outbox } from '../../outbox/outbox.js';
import { deadLetterId } from '../../recovery/dead-letters/dead-letter-insert.js';
import { LARGEST_VALUE } from '../../recovery/dead-letters/dlq-record.js';
import type { DeadLetters, NewDeadLetter } from '../../recovery/ports.js';
import type { Database, Tx } from '../../runtime/database.js';
import type { Failure } from '../../runtime/failure.js';
import { received } from './records.js';

/** A dead letter as it is on record. */
export interface KeptLetter {
  readonly status: string;
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly messageId: string;
  readonly sagaId: string | undefined;
  readonly traceId: string | undefined;
  readonly fingerprint: string;
  readonly failure: Failure;
  readonly attempts: number;
  readonly value: Buffer | null;
  readonly events: readonly string[];
}

/** An adapter as the compliance suite uses it. */
export interface DeadLettersUnderTest {
  deadLetters(service: string, outbox: Outbox): DeadLetters;
  readonly database: Pick<Database, 'transaction'>;
  find(id: string): Promise<KeptLetter | undefined>;
  /** It counts as being redriven. */
  redrive(id: string): Promise<void>;
  close(): Promise<void>;
}

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** What all dead letters do, held against one adapter. Call it at the top of a spec. */
export function deadLettersCompliance(name: string, make: () => Promise<DeadLettersUnderTest>): void {
  describe(`${name} are dead letters`, () => {
    let under: DeadLettersUnderTest;
    let letters: DeadLetters;
    const sent: WireRecord[] = [];
    const outbox: Outbox = { write: (tx, records) => tx.afterCommit(() => sent.push(...records)) };
    beforeAll(async () => {
      under = await make();
      letters = under.deadLetters('shop', outbox);
    });
    afterAll(() => under.close());

    const inTx = (work: (tx: Tx) => void | Promise<void>) => under.database.transaction(async (tx) => work(tx as Tx));
    const add = (...messages: readonly NewDeadLetter[]) => {
      sent.length = 0;
      return inTx((tx) => letters.add(tx, messages));
    };
    const dying = (options: Partial<NewDeadLetter> = {}): NewDeadLetter => {
      const messageId = options.messageId ?? randomUUID();
      const record = {
        ...received('shop.commands', 'a', '{"n":1}'),
        headers: { ce_id: messageId, ce_source: '/shop' },
      };
      return {
        topic: 'shop.commands',
        key: 'a',
        type: 'shop.add',
        record,
        error: new TypeError('poison'),
        ...options,
        messageId,
      };
    };
    const idOf = (message: NewDeadLetter) => message.deadLetterId ?? deadLetterId('shop', message);
    const kept = (message: NewDeadLetter) => under.find(idOf(message));

    it('keep a message with how it failed, and tell the topic of the dead', async () => {
      const record = {
        ...received('shop.commands', 'a', '{"n":1}'),
        headers: { ce_id: randomUUID(), ce_correlationid: 'saga-1', traceparent: TRACE, own: 'kept' },
      };
      const message = dying({ record, attempts: 3 });
      await add(message);
      expect(await kept(message)).toMatchObject({
        status: 'dead',
        type: 'shop.add',
        topic: 'shop.commands',
        key: 'a',
        messageId: message.messageId,
        sagaId: 'saga-1',
        traceId: TRACE.split('-')[1],
        failure: { errorClass: 'TypeError', message: 'poison' },
        attempts: 3,
        value: record.value,
        events: ['dead-lettered'],
      });
      expect(sent).toMatchObject([
        {
          topic: 'shop.dlq',
          key: 'a',
          value: '{"n":1}',
          headers: {
            own: 'kept',
            '__sagaworks.errors.dead-letter-id': idOf(message),
            '__sagaworks.errors.message-id': message.messageId,
            '__sagaworks.errors.attempts': '3',
            '__sagaworks.errors.exception.class.name': 'TypeError',
          },
        },
      ]);
    });

    it('have on record the tries before, and where the first of them led', async () => {
      const history = [1, 2].map((n) => ({
        errorClass: 'Error',
        message: `try ${n}`,
        stack: '',
        at: '2026-01-01T00:00:00Z',
      }));
      const message = dying({ history, attempts: 3 });
      await add(message);
      expect(await kept(message)).toMatchObject({ attempts: 3, events: ['tried', 'parked', 'tried', 'dead-lettered'] });
    });

    it('are one for a message that dies again: its tries are counted, its last failure counts, it stays where it was', async () => {
      const message = dying({ attempts: 2 });
      await add(message);
      await add({
        ...message,
        topic: 'elsewhere',
        key: 'b',
        error: new RangeError('worse'),
        attempts: 1,
        deadLetterId: idOf(message),
      });
      expect(await kept(message)).toMatchObject({
        status: 'dead',
        topic: 'shop.commands',
        key: 'a',
        failure: { errorClass: 'RangeError', message: 'worse' },
        attempts: 3,
        events: ['dead-lettered', 'failed-again'],
      });
    });

    it('are one for a message that dies twice in one transaction', async () => {
      const [message, other] = [dying(), dying()];
      await add(message, other, { ...message, error: new RangeError('worse') });
      expect(await kept(message)).toMatchObject({ attempts: 2, failure: { errorClass: 'RangeError' } });
      expect(await kept(other)).toMatchObject({ attempts: 1 });
      expect(sent).toHaveLength(2);
    });

    it('with one place of failure have one fingerprint, whatever was said', async () => {
      const error = (text: string) =>
        Object.assign(new TypeError(text), { stack: 'TypeError: x\n    at decide (stock.js:1:2)' });
      const messages = [
        dying({ error: error('one') }),
        dying({ error: error('two') }),
        dying({ error: new RangeError('x') }),
      ];
      await add(...messages);
      const [one, two, three] = await Promise.all(messages.map(async (each) => (await kept(each))!.fingerprint));
      expect(two).toBe(one);
      expect(three).not.toBe(one);
    });

    it('are kept whatever is in them, within bounds', async () => {
      const key = `k\u0000${randomBytes(10_000).toString('base64')}`;
      const value = Buffer.alloc(LARGEST_VALUE + 1, 'x');
      const message = dying({
        key,
        record: { ...received('shop.commands', 'a', ''), value },
        error: new Error('e'.repeat(5_000)),
      });
      await add(message);
      const letter = (await kept(message))!;
      expect(letter.value).toEqual(value);
      expect(letter.key.length).toBeLessThan(1_000);
      expect(letter.failure.message).toHaveLength(2_000);
      expect(sent[0]!.key).toBe(letter.key);
      expect(JSON.parse(sent[0]!.value!)).toMatchObject({
        pointer: { deadLetterId: idOf(message), bytes: value.length },
      });
    });

    it('are added by the hundred at once', async () => {
      const messages = Array.from({ length: 300 }, () => dying());
      await add(...messages);
      expect(await kept(messages.at(-1)!)).toMatchObject({ status: 'dead' });
      expect(sent).toHaveLength(300);
    });

    it('are resolved where they are being redriven, and nowhere else', async () => {
      const [redriven, resting] = [dying(), dying()];
      await add(redriven, resting);
      await under.redrive(idOf(redriven));
      await inTx((tx) => letters.resolve(tx, [idOf(redriven), idOf(resting), randomUUID()]));
      expect(await kept(redriven)).toMatchObject({ status: 'resolved', events: ['dead-lettered', 'resolved'] });
      expect(await kept(resting)).toMatchObject({ status: 'dead', events: ['dead-lettered'] });
      await add({ ...redriven, deadLetterId: idOf(redriven) });
      expect(await kept(redriven)).toMatchObject({ status: 'dead', attempts: 2 });
    });

    it('are not there, and not told of, where the transaction did not commit, or there are none', async () => {
      const message = dying();
      sent.length = 0;
      const lost = inTx(async (tx) => {
        await letters.add(tx, [message]);
        throw new Error('the batch failed');
      });
      await expect(lost).rejects.toThrow('the batch failed');
      expect(await kept(message)).toBeUndefined();
      await add();
      await inTx((tx) => letters.resolve(tx, []));
      expect(sent).toEqual([]);
    });
  });
}
