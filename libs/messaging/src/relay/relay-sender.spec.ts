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

function sender(limits = { records: 100, bytes: 1_000_000 }) {
  const broker = new MemoryBroker({ topics: ['orders.events'], partitions: 1 });
  const deadLettered: WireRecord[] = [];
  const state = { leads: true, sends: 0, renewed: false };
  const gate = new BrokerCheck({ disconnects: () => 0, look: () => Promise.resolve(state.renewed) });
  const counting = Object.assign(Object.create(broker) as MemoryBroker, {
    send: (records: readonly WireRecord[]) => {
      state.sends += 1;
      return broker.send(records);
    },
  });
  const deadLetter = async (records: readonly WireRecord[], error: MessageRefused) =>
    void (error instanceof MessageRefused && deadLettered.push(...records));
  const relaySender = new RelaySender(
    { broker: counting, deadLetter, gate, log: silent, leads: () => state.leads },
    limits,
  );
  const stored = () =>
    broker
      .records('orders.events')
      .flat()
      .map(({ key }) => key!.toString());
  return { broker, deadLettered, state, stored, sender: relaySender };
}

describe('the relay’s sender', () => {
  it('dead-letters a refused message alone and holds nothing else back', async () => {
    const { sender: each, deadLettered, stored } = sender();
    expect(await each.send([record('a'), record('b', 'nowhere'), record('c')], never)).toBe(true);
    expect(stored()).toEqual(['a', 'c']);
    expect(deadLettered.map(({ key }) => key)).toEqual(['b']);
  });

  it('keeps everything while the broker is away and goes on by itself when it is back', async () => {
    const { sender: each, broker, deadLettered, state, stored } = sender();
    broker.goAway();
    const sent = each.send([record('a'), record('b')], never);
    await until(() => state.sends >= 3 && each.outage);
    broker.comeBack();
    expect(await sent).toBe(true);
    expect(stored()).toEqual(['a', 'b']);
    expect(deadLettered).toEqual([]);
    expect(each.outage).toBeUndefined();
  });

  it('gives up when another instance leads', async () => {
    const { sender: each, broker, state, stored } = sender();
    broker.goAway();
    const sent = each.send([record('a')], never);
    await until(() => each.outage);
    state.leads = false;
    expect(await sent).toBe(false);
    broker.comeBack();
    expect(stored()).toEqual([]);
  });

  it('gives up when what was sent before has to be sent again first: at the start, or when the broker has lost its topics', async () => {
    const { sender: each, deadLettered, state, stored } = sender();
    state.renewed = true;
    expect(await each.send([record('a')], never)).toBe(false);
    expect(await each.send([record('b', 'nowhere')], never)).toBe(false);
    expect(stored()).toEqual([]);
    expect(deadLettered).toEqual([]);
  });

  it('splits what is too much for one send, in order', async () => {
    const { sender: each, state, stored } = sender({ records: 2, bytes: 1_000_000 });
    await each.send(
      ['a', 'b', 'c', 'd', 'e'].map((key) => record(key)),
      never,
    );
    expect(state.sends).toBe(3);
    expect(stored()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
