import { describe, expect, it } from '@jest/globals';
import { silent } from '../runtime/logger.js';
import { Latch, received, textOf } from '../testing/compliance/records.js';
import { Gate } from './gate.js';
import { Partitions, type PartitionRef } from './partitions.js';
import { defaultSettings } from './settings.js';

const first: PartitionRef = { topic: 't', partition: 0 };
const other: PartitionRef = { topic: 't', partition: 1 };

function assigned(onRecords: (value: string) => Promise<void> = async () => undefined) {
  const done: string[] = [];
  const flow: string[] = [];
  const partitions = new Partitions(
    {
      settings: { ...defaultSettings, bufferBytes: 2_000, chunkRecords: 1 },
      logger: silent,
      gate: new Gate(),
      async onRecords(records) {
        await onRecords(textOf(records[0]!)!);
        done.push(textOf(records[0]!)!);
      },
    },
    {
      hold: ({ partition }) => void flow.push(`hold ${partition}`),
      release: ({ partition }) => void flow.push(`release ${partition}`),
    },
  );
  partitions.assign([first, other]);
  return { partitions, done, flow };
}

describe('the partitions of a subscription', () => {
  it('are done side by side', async () => {
    const latch = new Latch();
    const { partitions, done } = assigned((value) => (value === 'slow' ? latch.pass() : Promise.resolve()));
    partitions.accept(first, [received('t', 'a', 'slow')]);
    partitions.accept(other, [received('t', 'b', 'quick')]);
    await partitions.nextSettled(5_000);
    expect(done).toEqual(['quick']);
    latch.open();
    await partitions.idle();
    expect(done).toEqual(['quick', 'slow']);
  });

  it('stop being fetched while too much of them waits', async () => {
    const latch = new Latch();
    const { partitions, flow } = assigned(() => latch.pass());
    partitions.accept(first, [received('t', 'a', 'x'.repeat(600), 0)]);
    expect(flow).toEqual([]);
    partitions.accept(first, [received('t', 'a', 'y'.repeat(600), 1)]);
    partitions.accept(first, [received('t', 'a', 'z', 2)]);
    expect(flow).toEqual(['hold 0']);
    latch.open();
    await partitions.idle();
    expect(flow).toEqual(['hold 0', 'release 0']);
  });

  it('that come back wait for what they had in hand when they left', async () => {
    const latch = new Latch();
    const { partitions, done } = assigned((value) => (value === 'in hand' ? latch.pass() : Promise.resolve()));
    partitions.accept(first, [received('t', 'a', 'in hand', 0), received('t', 'a', 'dropped', 1)]);
    await latch.reached;
    partitions.assign([other]);
    partitions.accept(first, [received('t', 'a', 'not ours', 2)]);
    partitions.assign([first, other]);
    partitions.accept(first, [received('t', 'a', 'again', 0)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual([]);
    latch.open();
    await partitions.idle();
    expect(done).toEqual(['in hand', 'again']);
  });

  it('whose log begins anew are read from there', async () => {
    const { partitions, done } = assigned();
    partitions.accept(first, [received('t', 'a', 'old', 7)]);
    await partitions.idle();
    partitions.accept(first, [received('t', 'a', 'new', 0)]);
    await partitions.idle();
    expect(done).toEqual(['old', 'new']);
  });
});
