import { describe, expect, it } from '@jest/globals';
import { SequenceFull } from '../errors.js';
import { silent } from '../runtime/logger.js';
import type { ReceivedRecord } from '../message/message.js';
import { Latch, received } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { Gate } from './gate.js';
import { Pump, type PumpOptions } from './pump.js';
import { defaultSettings } from './settings.js';

const records = (from: number, to: number): ReceivedRecord[] =>
  Array.from({ length: to - from + 1 }, (_, at) => received('t', 'a', `${from + at}`, from + at));
const offsets = (list: readonly ReceivedRecord[]) => list.map(({ offset }) => Number(offset));

function pumping(options: Partial<PumpOptions> = {}) {
  const offered: number[][] = [];
  const gate = new Gate();
  const pump = new Pump({
    topic: 't',
    partition: 0,
    settings: { ...defaultSettings, chunkRecords: 3, offerAgainAfter: 1 },
    logger: silent,
    gate,
    after: undefined,
    onSettled: () => undefined,
    ...options,
    async onRecords(chunk) {
      offered.push(offsets(chunk));
      await options.onRecords?.(chunk);
    },
  });
  return { pump, offered, gate };
}

describe('a partition', () => {
  it('is offered in order and in chunks, and is done behind the last one', async () => {
    const { pump, offered } = pumping();
    pump.accept(records(10, 13));
    pump.accept(records(14, 14));
    await pump.inHand;
    expect(offered).toEqual([
      [10, 11, 12],
      [13, 14],
    ]);
    expect(pump.uncommitted).toBe(15n);
    pump.committed(15n);
    expect([pump.uncommitted, pump.bytes, pump.full]).toEqual([undefined, 0, false]);
  });

  it('is offered the same records again after a rejection, and is not done meanwhile', async () => {
    let failures = 2;
    const { pump, offered } = pumping({
      onRecords: async () => (failures-- > 0 ? Promise.reject(new Error('no')) : undefined),
    });
    pump.accept(records(0, 1));
    await until(() => offered.length === 1);
    expect(pump.uncommitted).toBeUndefined();
    pump.accept(records(2, 2));
    await pump.inHand;
    expect(offered).toEqual([
      [0, 1],
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(pump.uncommitted).toBe(3n);
  });

  it('whose sequence is full goes on as soon as there is room, and not when its wait is over', async () => {
    let isFull = true;
    const { pump, offered } = pumping({
      settings: { ...defaultSettings, offerAgainAfter: 400 },
      onRecords: async () => (isFull ? Promise.reject(new SequenceFull('no room')) : undefined),
    });
    pump.accept(records(0, 1));
    await until(() => pump.rejected !== undefined);
    const since = performance.now();
    isFull = false;
    pump.roomFreed();
    await pump.inHand;
    expect(offered).toHaveLength(2);
    expect(performance.now() - since).toBeLessThan(300);
    expect(pump.rejected).toBeUndefined();
  });

  it('tells why it does not go on, since when, and how old what it has is', async () => {
    let fails = true;
    const { pump } = pumping({ onRecords: async () => (fails ? Promise.reject(new Error('no')) : undefined) });
    pump.accept(records(0, 1));
    await until(() => pump.rejected !== undefined);
    const { since } = pump.rejected!;
    expect([pump.rejected!.error.message, pump.oldest]).toEqual(['no', new Date('2026-01-01T00:00:00Z')]);
    await until(() => pump.rejected!.since === since);
    fails = false;
    await pump.inHand;
    expect([pump.rejected, pump.oldest]).toEqual([undefined, undefined]);
  });

  it('gives out no more bytes at once than its batches take, whatever the number of records', async () => {
    const { pump, offered } = pumping({ settings: { ...defaultSettings, chunkBytes: 2_000 } });
    const large = (offset: number) => received('t', 'a', 'x'.repeat(1_500), offset);
    pump.accept([large(0), large(1), received('t', 'a', 'x'.repeat(9_000), 2), large(3)]);
    await pump.inHand;
    expect(offered).toEqual([[0], [1], [2], [3]]);
  });

  it('drops what is fetched once more after a rebalance', async () => {
    const { pump, offered } = pumping();
    pump.accept(records(5, 7));
    await pump.inHand;
    expect(pump.accept(records(5, 6))).toBe(true);
    expect(pump.accept(records(5, 8))).toBe(true);
    await pump.inHand;
    expect(offered).toEqual([[5, 6, 7], [8]]);
  });

  it('says when the log begins before what it had: offsets may mean other records now', async () => {
    const { pump } = pumping();
    pump.accept(records(5, 7));
    await pump.inHand;
    expect(pump.accept(records(4, 9))).toBe(false);
    pump.committed(8n);
    expect(pump.accept(records(7, 9))).toBe(false);
  });

  it('offers nothing while the gate is closed', async () => {
    const { pump, offered, gate } = pumping();
    gate.close();
    pump.accept(records(0, 0));
    await new Promise((resolve) => setImmediate(resolve));
    expect(offered).toEqual([]);
    gate.open();
    await pump.inHand;
    expect(offered).toEqual([[0]]);
  });

  it('begins only when what an earlier life has in hand has ended', async () => {
    const latch = new Latch();
    const { pump, offered } = pumping({ after: latch.pass() });
    pump.accept(records(0, 0));
    await new Promise((resolve) => setImmediate(resolve));
    expect(offered).toEqual([]);
    latch.open();
    await pump.inHand;
    expect(offered).toEqual([[0]]);
  });

  it('that is revoked drops what waits, and still counts what was in hand', async () => {
    const latch = new Latch();
    const { pump, offered } = pumping({ onRecords: () => latch.pass() });
    pump.accept(records(0, 5));
    await latch.reached;
    pump.revoke();
    latch.open();
    await pump.inHand;
    expect(offered).toEqual([[0, 1, 2]]);
    expect(pump.uncommitted).toBe(3n);
  });
});
