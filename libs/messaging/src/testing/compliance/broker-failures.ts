import { expect, it } from '@jest/globals';
import { until } from '../until.js';
import { Scene, type BrokerUnderTest } from './broker-under-test.js';
import { Latch, textOf, wire } from './records.js';

export function failureCases(under: () => BrokerUnderTest): void {
  it('offers rejected records again, before any later one of their partition', async () => {
    const scene = await Scene.of(under());
    let rejections = 0;
    const { taken } = await scene.listen({
      onRecords: async (records) => {
        if (records.some((record) => record.key!.toString() === 'bad') && rejections++ < 2) throw new Error('not now');
      },
    });
    await scene.broker.send([wire(scene.topic, 'bad', 'first')]);
    await until(() => rejections === 1);
    await scene.broker.send([wire(scene.topic, 'bad', 'second'), wire(scene.topic, 'bad', 'third')]);
    await until(() => taken.length === 3);
    expect(taken.map(textOf)).toEqual(['first', 'second', 'third']);
    expect(rejections).toBe(2 + 1);
  });

  it('goes on with other partitions while one is rejected', async () => {
    const scene = await Scene.of(under());
    let rejecting = true;
    const { taken, subscription } = await scene.listen({
      onRecords: async (records) => {
        if (rejecting && records.some((record) => record.key!.toString() === 'bad')) throw new Error('not now');
      },
    });
    await scene.broker.send([
      wire(scene.topic, 'bad', 'x'),
      ...Array.from({ length: 30 }, (_, number) => wire(scene.topic, `good-${number}`, 'x')),
    ]);
    await until(() => new Set(taken.map(({ partition }) => partition)).size === 5);
    await until(() => subscription.blocked().length === 1);
    const [blocked] = subscription.blocked();
    expect(blocked).toMatchObject({ topic: scene.topic, why: 'not now' });
    expect(subscription.oldest().map(({ partition }) => partition)).toContain(blocked!.partition);
    rejecting = false;
    await until(() => taken.length === 31);
    await until(() => subscription.oldest().length === 0);
    expect([subscription.blocked(), subscription.silentFor() < 3_000]).toEqual([[], true]);
  });

  it('offers what a killed consumer had in hand to the next one of its group', async () => {
    const scene = await Scene.of(under());
    const latch = new Latch();
    const victim = under().connect();
    const { subscription, taken: tooLate } = await scene.listen({ broker: victim, onRecords: () => latch.pass() });
    await scene.broker.send([wire(scene.topic, 'a', 'in hand')]);
    await latch.reached;
    await scene.broker.send([wire(scene.topic, 'a', 'behind it')]);
    await under().kill(victim, subscription);
    const { taken } = await scene.listen();
    await until(() => taken.length === 2, { timeout: 20_000 });
    latch.open();
    await until(() => tooLate.length === 1);
    await scene.broker.send([wire(scene.topic, 'a', 'later')]);
    await until(() => taken.length === 3);
    expect(taken.map(textOf)).toEqual(['in hand', 'behind it', 'later']);
  }, 40_000);

  it('finishes what is in hand when it stops, and the next one goes on behind it', async () => {
    const scene = await Scene.of(under());
    const latch = new Latch();
    const first = await scene.listen({ broker: under().connect(), onRecords: () => latch.pass() });
    await scene.broker.send([wire(scene.topic, 'a', 'one')]);
    await latch.reached;
    await scene.broker.send([wire(scene.topic, 'a', 'two')]);
    const stopped = first.subscription.stop();
    latch.open();
    await stopped;
    expect(first.taken.map(textOf)).toEqual(['one']);
    const next = await scene.listen();
    await until(() => next.taken.length === 1, { timeout: 20_000 });
    expect(next.taken.map(textOf)).toEqual(['two']);
    expect(first.subscription.healthy()).toBe(false);
  }, 40_000);
}
