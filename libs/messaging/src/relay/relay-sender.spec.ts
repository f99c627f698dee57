import { describe, expect, it } from '@jest/globals';
import { MessageRefused } from '../errors.js';
import { silent } from '../runtime/logger.js';
import { MemoryBroker } from '../memory/memory-broker.js';
import type { WireRecord } from '../message/message.js';
import { until } from '../testing/until.js';
import { BrokerCheck } from './republish/broker-check.js';
import { RelaySender } from './relay-sender.js';

const record = (key: string, topic = 'orders.events'): WireRecord => ({
  topic,
  key,
  value: JSON.stringify({ key }),
  headers: { ce_id: key },
});
const never = new AbortController().signal;
const entriesOf = (records: readonly WireRecord[]) =>
  records.map((each, at) => ({ id: String(at + 1), records: [each] }));

function sender(limits = { records: 100, bytes: 1_000_000 }) {
  const broker = new MemoryBroker({ topics: ['orders.events'], partitions: 1 });
  const deadLettered: WireRecord[] = [];
  const state = { leads: true, sends: 0, changed: false };
  const check = new BrokerCheck({ disconnects: () => 0, look: () => Promise.resolve(state.changed) });
  const counting = Object.assign(Object.create(broker) as MemoryBroker, {
    send: (records: readonly WireRecord[]) => {
      state.sends += 1;
      return broker.send(records);
    },
  });
  const deadLetter = async (records: readonly WireRecord[], error: MessageRefused) =>
    void (error instanceof MessageRefused && deadLettered.push(...records));
  const relaySender = new RelaySender(
    { broker: counting, deadLetter, check, log: silent, leads: () => state.leads },
    limits,
  );
  const stored = () =>
    broker
      .records('orders.events')
      .flat()
      .map(({ key }) => key!.toString());
  /** Whether all of it is at the broker in the end; `undefined`: it was given up. */
  const send = async (records: readonly WireRecord[], signal: AbortSignal) =>
    (await relaySender.send(entriesOf(records), signal))?.length;
  return { broker, deadLettered, state, stored, relaySender, send };
}

describe('the relay’s sender', () => {
  it('dead-letters a refused message alone and holds nothing else back', async () => {
    const { send, deadLettered, stored } = sender();
    const large = { ...record('b'), value: 'x'.repeat(1_000_001) };
    expect(await send([record('a'), large, record('c')], never)).toBe(3);
    expect(stored()).toEqual(['a', 'c']);
    expect(deadLettered.map(({ key }) => key)).toEqual(['b']);
  });

  it('keeps everything while the broker is away and goes on by itself when it is back', async () => {
    const { send, relaySender: each, broker, deadLettered, state, stored } = sender();
    broker.goAway();
    const sent = send([record('a'), record('b')], never);
    await until(() => state.sends >= 3 && each.outage);
    broker.comeBack();
    expect(await sent).toBe(2);
    expect(stored()).toEqual(['a', 'b']);
    expect(deadLettered).toEqual([]);
    expect(each.outage).toBeUndefined();
  });

  it('gives up when another instance leads', async () => {
    const { send, relaySender: each, broker, state, stored } = sender();
    broker.goAway();
    const sent = send([record('a')], never);
    await until(() => each.outage);
    state.leads = false;
    expect(await sent).toBeUndefined();
    broker.comeBack();
    expect(stored()).toEqual([]);
  });

  it('knows of no outage once another leads: it would never hear of its end', async () => {
    const { send, relaySender: each, broker, state } = sender();
    broker.goAway();
    const sent = send([record('a')], never);
    await until(() => each.outage);
    state.leads = false;
    await sent;
    state.leads = true;
    expect(each.outage).toBeUndefined();
  });

  it('gives up when what was sent before has to be sent again first: at the start, or when the broker has lost its topics', async () => {
    const { send, deadLettered, state, stored } = sender();
    state.changed = true;
    expect(await send([record('a')], never)).toBeUndefined();
    expect(await send([record('b', 'nowhere')], never)).toBeUndefined();
    expect(stored()).toEqual([]);
    expect(deadLettered).toEqual([]);
  });

  it('splits what is too much for one send, in order', async () => {
    const { send, state, stored } = sender({ records: 2, bytes: 1_000_000 });
    await send(
      ['a', 'b', 'c', 'd', 'e'].map((key) => record(key)),
      never,
    );
    expect(state.sends).toBe(3);
    expect(stored()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps what is for a topic that is not there, in order, and sends all else; then that too, once the topic is there', async () => {
    const { relaySender, broker, deadLettered, stored } = sender();
    const both = { id: '2', records: [record('b'), record('one', 'later.commands')] };
    const first = [{ id: '1', records: [record('a')] }, both];
    expect(await relaySender.send(first, never)).toEqual(['1']);
    expect(await relaySender.send([{ id: '3', records: [record('two', 'later.commands')] }], never)).toEqual([]);
    expect(relaySender.missing).toEqual([{ topic: 'later.commands', messages: 2, since: expect.any(Date) }]);
    expect([stored(), deadLettered]).toEqual([['a', 'b'], []]);
    broker.create(['later.commands']);
    const late = { id: '4', records: [record('three', 'later.commands')] };
    const complete = new Set(await relaySender.send([late], never));
    await until(
      async () => (await relaySender.send([], never))!.every((id) => complete.add(id)) && complete.size === 3,
    );
    expect([...complete].sort()).toEqual(['2', '3', '4']);
    expect(
      broker
        .records('later.commands')
        .flat()
        .map(({ key }) => key!.toString()),
    ).toEqual(['one', 'two', 'three']);
    expect(relaySender.missing).toEqual([]);
  });

  it('has nothing wait any more, once all is read again', async () => {
    const { relaySender } = sender();
    await relaySender.send([{ id: '1', records: [record('one', 'later.commands')] }], never);
    relaySender.reset();
    expect(relaySender.missing).toEqual([]);
  });
});
