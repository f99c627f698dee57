import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { textOf, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { breakable } from './broker.fixture.js';

describe('a consumer', () => {
  let scene: Awaited<ReturnType<typeof breakable>>;
  const send = (value: string) => scene.broker.send([wire(scene.topic, 'a', value)]);
  beforeEach(async () => {
    scene = await breakable({ replaceAfter: 1_500, sessionTimeout: 6_000 });
    await send('before');
    await until(async () => (await scene.admin.committed(scene.group, [scene.topic])).get(scene.topic)!.includes(1n));
  });
  afterEach(() => scene.close());

  it('that kafkajs has given up is replaced, and the next one reads on', async () => {
    const [first] = scene.consumers;
    await first!.disconnect();
    await send('after');
    await until(() => scene.taken.length === 2);
    expect(scene.taken.map(textOf)).toEqual(['before', 'after']);
    expect(scene.consumers).toHaveLength(2);
    expect(scene.warnings).toEqual(['the consumer is replaced: it stopped']);
    expect(scene.subscription.healthy()).toBe(true);
  });

  it('that stands still before records that wait is replaced, though kafkajs believes it to be well', async () => {
    scene.consumers[0]!.pause([{ topic: scene.topic }]);
    await send('after');
    await until(() => scene.taken.length === 2, { timeout: 15_000 });
    expect(scene.warnings).toEqual([
      expect.stringMatching(/^the consumer is replaced: .*\/\d stands still at 1, its end is 2$/),
    ]);
  }, 30_000);

  it('that is well and idle is left alone', async () => {
    const looks = scene.inquiry.looks;
    await until(() => scene.inquiry.looks >= looks + 6, { timeout: 20_000 });
    expect(scene.warnings).toEqual([]);
  }, 30_000);
});
