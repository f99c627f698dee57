import { afterEach, describe, expect, it } from '@jest/globals';
import type { Outbox } from '../outbox/outbox.js';
import type { Tx } from '../runtime/database.js';
import { silent } from '../runtime/logger.js';
import { textOf, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { directLink } from './link.js';
import { MemoryBroker } from './memory-broker.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { LeaseRow } from './memory-lease.js';
import { MemoryOutbox } from './memory-outbox.js';
import { MemoryRelay } from './memory-relay.js';
import { OutboxTable } from './outbox-table.js';

const running: MemoryRelay[] = [];
afterEach(() => Promise.all(running.splice(0).map((relay) => relay.stop())));

/** A service's relay that leads, over a table and a broker of its own. */
async function relayTo(broker: MemoryBroker) {
  const [table, database] = [new OutboxTable(), new MemoryDatabase()];
  const outbox: Outbox = { write: (tx, records) => written.write(tx, records) };
  const deadLetters = new MemoryDeadLetters('shop', outbox);
  const parts = {
    service: 'shop',
    table,
    lease: new LeaseRow(),
    link: directLink,
    broker,
    database: database as never,
  };
  const relay = new MemoryRelay({ ...parts, deadLetters, log: silent });
  const written = new MemoryOutbox(table, relay);
  running.push(relay);
  await relay.start();
  const write = (...values: readonly string[]) =>
    database.transaction(async (tx) =>
      written.write(
        tx as Tx,
        values.map((value) => wire('t', 'a', value)),
      ),
    );
  return { table, relay, deadLetters, write, arrived: () => (broker.records('t')[0] ?? []).map(textOf) };
}

describe('the relay over memory', () => {
  it('sends all in order, once', async () => {
    const { table, write, arrived } = await relayTo(new MemoryBroker({ partitions: 1 }));
    await write('1', '2');
    await write('3');
    await until(() => table.unsent === 0);
    expect(arrived()).toEqual(['1', '2', '3']);
  });

  it('keeps what is unsent while the broker is away', async () => {
    const broker = new MemoryBroker({ partitions: 1 });
    const { table, relay, write, arrived } = await relayTo(broker);
    broker.goAway();
    await write('1');
    await until(() => relay.outage !== undefined);
    expect(table.unsent).toBe(1);
    broker.comeBack();
    await until(() => table.unsent === 0);
    expect(arrived()).toEqual(['1']);
  });

  it('has a dead letter of what the broker refuses and holds nothing else back', async () => {
    const { table, write, arrived, deadLetters } = await relayTo(new MemoryBroker({ partitions: 1, recordBytes: 3 }));
    await write('too large', '2');
    await until(() => table.unsent === 0);
    expect(deadLetters.all.map(({ message }) => message.record.value?.toString())).toEqual(['too large']);
    expect(arrived()).toEqual(['2']);
  });
});
