import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silent } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import { Gate } from './gate.js';
import { FakeGroup } from './group.fixture.js';
import { Member } from './member.js';
import { Partitions } from './partitions.js';
import { defaultSettings } from './settings.js';
import { KafkaSubscription } from './subscription.js';

describe('a subscription', () => {
  let group: FakeGroup;
  let subscription: KafkaSubscription;
  const handled: string[] = [];
  const reasons: string[] = [];

  beforeEach(async () => {
    handled.length = reasons.length = 0;
    group = new FakeGroup();
    subscription = new KafkaSubscription(
      group.consumers as never,
      group.inquiry as never,
      {
        group: 'g',
        topics: ['t'],
        onRecords: async (records) => void handled.push(...records.map(({ partition }) => String(partition))),
      },
      { ...defaultSettings, replaceAfter: 400, commitEvery: 20 },
      { ...silent, warn: (_fields, message) => void reasons.push(message) },
    );
    await subscription.start();
    await until(() => subscription.healthy());
  });
  afterEach(() => subscription.stop());

  it('whose look at the broker fails in a way nobody has thought of keeps its one consumer and all its partitions', async () => {
    group.fault = new RangeError('The value of "offset" is out of range');
    await until(() => group.fault === undefined);
    await group.send();
    await until(() => handled.length === 6);
    expect([...handled].sort()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect([group.made.length, reasons]).toEqual([1, ['cannot see how the consumer is doing']]);
  });

  it('never has two consumers, though the old one does not leave the group when it is told to', async () => {
    group.leaves = false;
    group.made[0]!.emit('crash', { payload: { error: new Error('a bug of the client') } });
    await until(() => group.made.length === 2 && subscription.healthy(), { timeout: 10_000 });
    expect(group.running.map(({ id }) => id)).toEqual(['m1']);
    await group.send();
    await until(() => handled.length === 6);
  }, 15_000);
});

describe('a member', () => {
  it('that has a partition on which nobody works is lost, instead of dropping what it reads', async () => {
    const { group, partitions, member } = alone();
    await member.start();
    partitions.revokeAll();
    await group.send();
    expect(await member.lost).toBe('t/0 is assigned, and nobody works on it');
    await member.leave(100);
  });

  it('drops what it still fetched of a partition that is not its own any more', async () => {
    const { group, partitions, member } = alone();
    await member.start();
    group.made[0]!.join([0]);
    await group.made[0]!.deliver(3, 0);
    expect(partitions.has({ topic: 't', partition: 3 })).toBe(false);
    let isLost = false;
    void member.lost.then(() => (isLost = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isLost).toBe(false);
    await member.leave(100);
  });
});

function alone() {
  const group = new FakeGroup();
  const shared = { settings: defaultSettings, logger: silent, gate: new Gate(), onRecords: () => Promise.resolve() };
  const partitions = new Partitions(shared, { hold: () => undefined, release: () => undefined });
  const nothing = () => undefined;
  const member = new Member(
    group.consumers as never,
    {
      group: 'g',
      topics: ['t'],
      partitionCount: 6,
      settings: defaultSettings,
      logger: silent,
      onSessionRefused: nothing,
      onSkipped: nothing,
    },
    partitions,
  );
  return { group, partitions, member };
}
