import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { WireRecord } from '../../message/message.js';
import type { Outbox, OutboxEntry } from '../../outbox/outbox.js';
import { unique, wire } from './records.js';

/** An adapter as the compliance suite uses it. */
export interface OutboxUnderTest {
  readonly outbox: Outbox;
  readonly database: Pick<Database, 'transaction'>;
  /** What is committed and not sent, in the order it is to be sent. */
  unsent(): Promise<readonly OutboxEntry[]>;
  /** The entries that the relay was woken with so far. */
  woken(): readonly OutboxEntry[];
  close(): Promise<void>;
}

/** What every outbox does, held against one adapter. Call it at the top of a spec. */
export function outboxCompliance(name: string, make: () => OutboxUnderTest | Promise<OutboxUnderTest>): void {
  describe(`${name} is an outbox`, () => {
    let under: OutboxUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    outboxCases(() => under);
  });
}

function outboxCases(under: () => OutboxUnderTest): void {
  const write = (...records: readonly WireRecord[]): Promise<void> =>
    under().database.transaction(async (tx) => under().outbox.write(tx as Tx, records));
  const of = (entries: readonly OutboxEntry[], topic: string) =>
    entries
      .map(({ records }) => records.filter((record) => record.topic === topic))
      .filter((records) => records.length > 0);

  it('keeps what each transaction sends together, in the order of the commits', async () => {
    const topic = unique('events');
    const [one, two, three] = ['1', '2', '3'].map((value) => wire(topic, 'a', value)) as [
      WireRecord,
      WireRecord,
      WireRecord,
    ];
    await write(one, two);
    await write(three);
    expect(of(await under().unsent(), topic)).toEqual([[one, two], [three]]);
  });

  it('wakes the relay with each entry after its commit, under the id it is stored with', async () => {
    const topic = unique('events');
    await write(wire(topic, 'a', '1'));
    await write(wire(topic, 'b', '2'));
    const woken = under()
      .woken()
      .filter(({ records }) => records[0]!.topic === topic);
    const stored = (await under().unsent()).filter(({ records }) => records[0]!.topic === topic);
    expect(woken).toEqual(stored);
    expect(BigInt(woken[1]!.id)).toBeGreaterThan(BigInt(woken[0]!.id));
  });

  it('keeps every record as it is, odd ones too', async () => {
    const topic = unique('events');
    const odd: WireRecord[] = [
      wire(topic, 'clé 🔑', '{"text":"naïve ✓ \\u0000"}', { traceparent: '00-1-2-01', empty: '', 'x-utf8': '日本' }),
      wire(topic, '', null),
      { ...wire(topic, 'binary', 'AP+A'), encoding: 'base64' },
    ];
    await write(...odd);
    expect(of(await under().unsent(), topic)).toEqual([odd]);
  });

  it('keeps and wakes nothing of a transaction that did not commit, or that sends nothing', async () => {
    const topic = unique('events');
    const before = under().woken().length;
    const lost = under().database.transaction(async (tx) => {
      under().outbox.write(tx as Tx, [wire(topic, 'a', 'lost')]);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    await write();
    expect(of(await under().unsent(), topic)).toEqual([]);
    expect(under().woken().length).toBe(before);
  });
}
