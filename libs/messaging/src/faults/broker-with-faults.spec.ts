import { describe, expect, it } from '@jest/globals';
import { MessageRefused } from '../errors.js';
import { silent } from '../runtime/logger.js';
import { MemoryBroker } from '../memory/memory-broker.js';
import type { WireRecord } from '../message/message.js';
import { until } from '../testing/until.js';
import { BrokerWithFaults } from './broker-with-faults.js';
import { Faults } from './faults.js';

const TOPIC = 'orders.events';
const record = (name: string, key = 'k', topic = TOPIC): WireRecord => ({
  topic,
  key,
  value: name,
  headers: { ce_type: `orders.${name}` },
});

class Died extends Error {}

function broken() {
  const inner = new MemoryBroker({ topics: [TOPIC], partitions: 1 });
  const faults = new Faults(silent, {
    die: () => {
      throw new Died();
    },
  });
  const broker = new BrokerWithFaults(inner, faults);
  const stored = () =>
    inner
      .records(TOPIC)
      .flat()
      .map(({ value }) => value!.toString());
  const set = (wish: Parameters<typeof faults.rules.add>[0]) => faults.rules.add(wish);
  const subscribe = (onRecords: (names: string[]) => void) =>
    broker.subscribe({
      group: 'readers',
      topics: [TOPIC],
      onRecords: async (records) => onRecords(records.map(({ value }) => value!.toString())),
    });
  return { broker, stored, set, subscribe };
}

describe('a broker with faults', () => {
  it('is the broker itself while none is set', async () => {
    const { broker, stored } = broken();
    await broker.send([record('a'), record('b')]);
    expect(stored()).toEqual(['a', 'b']);
  });

  it('drops and repeats what is sent', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'before-send', action: 'drop', type: 'orders.a' });
    set({ point: 'before-send', action: 'duplicate', type: 'orders.b' });
    await broker.send([record('a'), record('b'), record('c')]);
    expect(stored()).toEqual(['b', 'b', 'c']);
  });

  it('lets the next of the same key overtake, in this send or a later one', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'before-send', action: 'reorder', type: 'orders.a', delayMs: 60_000 });
    await broker.send([record('a'), record('x', 'other')]);
    await broker.send([record('b'), record('c')]);
    expect(stored()).toEqual(['x', 'b', 'a', 'c']);
  });

  it('sends by itself what nothing has overtaken in time', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'before-send', action: 'reorder', delayMs: 1 });
    await broker.send([record('a')]);
    await until(() => stored().length === 1);
  });

  it('crashes between two sends: what came before is stored, the rest is not', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'between-sends', action: 'crash' });
    await expect(broker.send([record('a'), record('b'), record('c')])).rejects.toThrow(Died);
    expect(stored()).toEqual(['a']);
  });

  it('fails after all is stored, so that it is sent again', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'after-publish', action: 'throw', times: 1 });
    await expect(broker.send([record('a')])).rejects.toMatchObject({ retry: 'outage' });
    await broker.send([record('a')]);
    expect(stored()).toEqual(['a', 'a']);
  });

  it('names refused records by their place in what was given, whatever became of the others', async () => {
    const { broker, stored, set } = broken();
    set({ point: 'before-send', action: 'drop', type: 'orders.a' });
    set({ point: 'between-sends', action: 'delay', delayMs: 1, type: 'orders.c' });
    const refusal = await broker
      .send([record('a'), record('b', 'k', 'nowhere'), record('c'), record('d', 'k', 'nowhere')])
      .catch((error: MessageRefused) => error);
    expect(refusal).toBeInstanceOf(MessageRefused);
    expect((refusal as MessageRefused).refused).toEqual([1, 3]);
    expect(stored()).toEqual(['c']);
  });

  it('drops and repeats what is received', async () => {
    const { broker, set, subscribe } = broken();
    set({ point: 'on-receive', action: 'drop', type: 'orders.a' });
    set({ point: 'on-receive', action: 'duplicate', type: 'orders.b' });
    const taken: string[] = [];
    await subscribe((names) => void taken.push(...names));
    await broker.send([record('a'), record('b'), record('c')]);
    await until(() => taken.length === 3);
    expect(taken).toEqual(['b', 'b', 'c']);
    await broker.close();
  });

  it('rejects what is received, which then comes again', async () => {
    const { broker, set, subscribe } = broken();
    set({ point: 'on-receive', action: 'throw', times: 1 });
    const taken: string[] = [];
    await subscribe((names) => void taken.push(...names));
    await broker.send([record('a')]);
    await until(() => taken.length === 1);
    expect(taken).toEqual(['a']);
    await broker.close();
  });
});
