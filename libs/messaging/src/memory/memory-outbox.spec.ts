import { describe, expect, it } from '@jest/globals';
import { BrokerAway } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import { outboxCompliance } from '../testing/compliance/outbox-compliance.js';
import { textOf, wire } from '../testing/compliance/records.js';
import { MemoryBroker } from './memory-broker.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryOutbox } from './memory-outbox.js';

outboxCompliance('MemoryOutbox', () => {
  const woken: OutboxEntry[] = [];
  const outbox: MemoryOutbox = new MemoryOutbox(() => woken.push(outbox.unsent.at(-1)!));
  const database = new MemoryDatabase();
  return {
    outbox,
    database,
    unsent: () => Promise.resolve(outbox.unsent),
    woken: () => woken,
    close: () => database.close(),
  };
});

describe('MemoryOutbox pumped into a broker', () => {
  const write = (outbox: MemoryOutbox, ...values: readonly string[]) =>
    new MemoryDatabase().transaction(async (tx) =>
      outbox.write(
        tx as Tx,
        values.map((value) => wire('t', 'a', value)),
      ),
    );

  it('sends all in order, once', async () => {
    const [outbox, broker] = [new MemoryOutbox(), new MemoryBroker({ partitions: 1 })];
    await write(outbox, '1', '2');
    await write(outbox, '3');
    await Promise.all([outbox.pump(broker), outbox.pump(broker)]);
    expect(broker.records('t')[0]!.map(textOf)).toEqual(['1', '2', '3']);
  });

  it('keeps what is unsent while the broker is away', async () => {
    const [outbox, broker] = [new MemoryOutbox(), new MemoryBroker({ partitions: 1 })];
    await write(outbox, '1');
    broker.goAway();
    await expect(outbox.pump(broker)).rejects.toThrow(BrokerAway);
    broker.comeBack();
    await outbox.pump(broker);
    expect(broker.records('t')[0]!.map(textOf)).toEqual(['1']);
  });

  it('sets aside what the broker refuses and holds nothing else back', async () => {
    const [outbox, broker] = [new MemoryOutbox(), new MemoryBroker({ partitions: 1, recordBytes: 3 })];
    await write(outbox, 'too large', '2');
    await outbox.pump(broker);
    expect(outbox.refused.map(({ value }) => value)).toEqual(['too large']);
    expect(broker.records('t')[0]!.map(textOf)).toEqual(['2']);
  });
});
