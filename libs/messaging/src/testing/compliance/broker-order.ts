import { expect, it } from '@jest/globals';
import { until } from '../until.js';
import { Scene, type BrokerUnderTest } from './broker-under-test.js';
import { Latch, textOf, unique, wire } from './records.js';

export function orderCases(under: () => BrokerUnderTest): void {
  it('gives the records of each key in the order of their sends, over all topics', async () => {
    const second = unique('commands');
    const scene = await Scene.of(under(), second);
    const { taken } = await scene.listen({ topics: [scene.topic, second] });
    const keys = Array.from({ length: 20 }, (_, number) => `key-${number}`);
    const rounds = Array.from({ length: 30 }, (_, round) =>
      keys.flatMap((key) => [wire(scene.topic, key, `${round}`), wire(second, key, `${round}`)]),
    );
    await Promise.all(rounds.map((round) => scene.broker.send(round)));
    // At least once: what is sent or taken again comes again, and never for the first time behind a later one.
    const texts = (topic: string, key: string) =>
      taken.filter((record) => record.topic === topic && record.key!.toString() === key).map(textOf);
    const all = () => new Set(taken.map((record) => `${record.topic} ${record.key!.toString()} ${textOf(record)}`));
    await until(() => all().size === 30 * 20 * 2);
    if (under().mayRepeat !== true) expect(taken).toHaveLength(30 * 20 * 2);
    for (const topic of [scene.topic, second]) {
      for (const key of keys) {
        expect([...new Set(texts(topic, key))]).toEqual(rounds.map((_, round) => `${round}`));
      }
    }
  });

  it('gives every group all records, from the first', async () => {
    const scene = await Scene.of(under());
    await scene.broker.send([wire(scene.topic, 'a', 'early')]);
    const one = await scene.listen({ group: unique('one') });
    const other = await scene.listen({ group: unique('other') });
    await scene.broker.send([wire(scene.topic, 'a', 'late')]);
    await until(() => one.taken.length === 2 && other.taken.length === 2);
    expect([one.taken.map(textOf), other.taken.map(textOf)]).toEqual([
      ['early', 'late'],
      ['early', 'late'],
    ]);
  });

  it('shares the partitions among the members of a group', async () => {
    const scene = await Scene.of(under());
    const members = [await scene.listen(), await scene.listen({ broker: under().connect() })];
    let sent = 0;
    await until(async () => {
      await scene.broker.send(
        Array.from({ length: 20 }, (_, number) => wire(scene.topic, `key-${number}`, `${sent++}`)),
      );
      return members.every(({ taken }) => taken.length > 0);
    });
    const all = () => new Set(members.flatMap(({ taken }) => taken.map(textOf)));
    await until(() => all().size === sent);
  });

  it('offers the next records of a partition only when the last are done, and other partitions meanwhile', async () => {
    const scene = await Scene.of(under());
    const latch = new Latch();
    const { taken } = await scene.listen({
      onRecords: (records) => (records[0]!.key!.toString() === 'slow' ? latch.pass() : Promise.resolve()),
    });
    await scene.broker.send([wire(scene.topic, 'slow', 'first')]);
    await latch.reached;
    const others = Array.from({ length: 30 }, (_, number) => wire(scene.topic, `other-${number}`, 'x'));
    await scene.broker.send([wire(scene.topic, 'slow', 'second'), ...others]);
    const slow = () => taken.filter(({ key }) => key!.toString() === 'slow').map(textOf);
    await until(() => new Set(taken.map(({ partition }) => partition)).size === 5);
    expect(slow()).toEqual([]);
    latch.open();
    await until(() => taken.length === 32);
    expect(slow()).toEqual(['first', 'second']);
  });

  it('offers nothing while it is paused', async () => {
    const scene = await Scene.of(under());
    const { taken, subscription } = await scene.listen();
    const witness = await scene.listen({ group: unique('witness') });
    await scene.broker.send([wire(scene.topic, 'a', 'before')]);
    await until(() => taken.length === 1);
    subscription.pause();
    await scene.broker.send([wire(scene.topic, 'a', 'while')]);
    await until(() => witness.taken.length === 2);
    expect(taken.map(textOf)).toEqual(['before']);
    subscription.resume();
    await until(() => taken.length === 2);
    expect(subscription.healthy()).toBe(true);
  });
}
