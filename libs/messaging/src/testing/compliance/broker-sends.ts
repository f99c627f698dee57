import { expect, it } from '@jest/globals';
import { MessageRefused } from '../../errors.js';
import { until } from '../until.js';
import { Scene, type BrokerUnderTest } from './broker-under-test.js';
import { textOf, unique, wire } from './records.js';

export function sendCases(under: () => BrokerUnderTest): void {
  it('carries keys, values and headers as they are, also odd ones', async () => {
    const scene = await Scene.of(under());
    const { taken } = await scene.listen();
    await scene.broker.send([
      wire(scene.topic, 'clé 🔑', 'naïve ✓', { ce_id: 'é', empty: '', 'x-utf8': '日本', constructor: 'odd' }),
      wire(scene.topic, 'tombstone', null),
      wire(scene.topic, '', ''),
      { ...wire(scene.topic, 'binary', 'AP+A'), encoding: 'base64' },
    ]);
    await until(() => taken.length === 4);
    const byKey = new Map(taken.map((record) => [record.key!.toString('utf8'), record]));
    expect(textOf(byKey.get('clé 🔑')!)).toBe('naïve ✓');
    expect({ ...byKey.get('clé 🔑')!.headers }).toEqual({
      ce_id: 'é',
      empty: '',
      'x-utf8': '日本',
      constructor: 'odd',
    });
    expect(byKey.get('tombstone')!.value).toBeNull();
    expect(textOf(byKey.get('')!)).toBe('');
    expect(byKey.get('binary')!.value).toEqual(Buffer.of(0, 255, 128));
    expect(byKey.get('binary')!.timestamp).toBeInstanceOf(Date);
  });

  it('refuses a record that is too large, and takes all others of the send', async () => {
    const scene = await Scene.of(under());
    const { taken } = await scene.listen();
    const send = scene.broker.send([
      wire(scene.topic, 'a', 'before'),
      wire(scene.topic, 'a', 'x'.repeat(1_000_001)),
      wire(scene.topic, 'a', 'after'),
    ]);
    await expect(send).rejects.toMatchObject({ constructor: MessageRefused, refused: [1], missing: [] });
    await until(() => taken.length === 2);
    expect(taken.map(textOf)).toEqual(['before', 'after']);
  });

  it('refuses records for a topic that is not there, and takes all others of the send', async () => {
    const scene = await Scene.of(under());
    const { taken } = await scene.listen();
    const nowhere = unique('nowhere');
    const send = scene.broker.send([
      wire(nowhere, 'a', 'lost'),
      wire(scene.topic, 'a', 'one'),
      wire(nowhere, 'b', 'lost'),
      wire(scene.topic, 'a', 'two'),
    ]);
    await expect(send).rejects.toMatchObject({ constructor: MessageRefused, refused: [0, 2], missing: [0, 2] });
    await until(() => taken.length === 2);
    expect(taken.map(textOf)).toEqual(['one', 'two']);
  });

  it('takes a send that is larger than one request', async () => {
    const scene = await Scene.of(under());
    const { taken } = await scene.listen();
    const values = Array.from({ length: 12 }, (_, number) => `${number}`.padEnd(400_000, '.'));
    await scene.broker.send(values.map((value) => wire(scene.topic, 'same', value)));
    await until(() => taken.length === values.length);
    expect(taken.map((record) => parseInt(textOf(record)!))).toEqual(values.map((_, number) => number));
  });
}
