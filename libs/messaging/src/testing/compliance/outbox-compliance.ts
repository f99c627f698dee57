import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../runtime/database.js';
import type { Tx } from '../../runtime/database.js';
import type { WireRecord } from '../../message/message.js';
import type { Outbox, OutboxEntry } from '../../outbox/outbox.js';
import { PRECEDENCE_LIMIT, type OutboxListener, type Precedence } from '../../outbox/pg-outbox.js';
import { unique, wire } from './records.js';

/** An adapter as the compliance suite uses it. */
export interface OutboxUnderTest {
  outboxTo(listener: OutboxListener): Outbox;
  readonly database: Pick<Database, 'transaction'>;
  /** What is committed and not sent, in the order it is to be sent. */
  unsent(): Promise<readonly OutboxEntry[]>;
  close(): Promise<void>;
}

/** What every outbox does, held against one adapter. Call it at the top of a spec. */
export function outboxCompliance(name: string, make: () => OutboxUnderTest | Promise<OutboxUnderTest>): void {
  describe(`${name} is an outbox`, () => {
    let under: OutboxUnderTest;
    let outbox: Outbox;
    const relay = new Relay();
    beforeAll(async () => {
      under = await make();
      outbox = under.outboxTo(relay);
    });
    afterAll(() => under.close());
    outboxCases(() => ({ ...under, outbox, relay }));
  });
}

/** What a relay is woken with. */
class Relay implements OutboxListener {
  wantsPrecedence = true;
  floor = '0';
  readonly epoch = 3;
  readonly woken: OutboxEntry[] = [];
  readonly precedences: (Precedence | undefined)[] = [];

  onWritten(entry: OutboxEntry, precedence?: Precedence): void {
    this.woken.push(entry);
    this.precedences.push(precedence);
  }
}

function outboxCases(under: () => OutboxUnderTest & { readonly outbox: Outbox; readonly relay: Relay }): void {
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
    const woken = under().relay.woken.filter(({ records }) => records[0]!.topic === topic);
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

  it('tells the relay, where it can use that, what is unsent before an entry; not of a backlog', async () => {
    const { relay } = under();
    const told = async () => {
      await write(wire(unique('events'), 'a', '1'));
      return relay.precedences.at(-1);
    };
    await told();
    relay.floor = relay.woken.at(-1)!.id;
    expect(await told()).toEqual({ epoch: 3, floor: relay.floor, unsent: [] });
    for (let count = 1; count < PRECEDENCE_LIMIT; count += 1) await told();
    expect((await told())?.unsent).toHaveLength(PRECEDENCE_LIMIT);
    expect(await told()).toBeUndefined();
    relay.floor = relay.woken.at(-2)!.id;
    expect((await told())?.unsent).toEqual([relay.woken.at(-2)!.id]);
    relay.wantsPrecedence = false;
    expect(await told()).toBeUndefined();
    relay.wantsPrecedence = true;
  });

  it('keeps and wakes nothing of a transaction that did not commit, or that sends nothing', async () => {
    const topic = unique('events');
    const before = under().relay.woken.length;
    const lost = under().database.transaction(async (tx) => {
      under().outbox.write(tx as Tx, [wire(topic, 'a', 'lost')]);
      throw new Error('the batch failed');
    });
    await expect(lost).rejects.toThrow('the batch failed');
    await write();
    expect(of(await under().unsent(), topic)).toEqual([]);
    expect(under().relay.woken.length).toBe(before);
  });
}
