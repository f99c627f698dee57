import { describe, expect, it } from '@jest/globals';
import { textOf, wire } from '../testing/compliance/records.js';
import { until } from '../testing/until.js';
import { breakable, testKafka } from './broker.fixture.js';
import { kafkaClient } from './client.js';

describe('a topic that is deleted and made anew under a running consumer', () => {
  it('is read from its beginning', async () => {
    const scene = await breakable();
    await scene.broker.send(['1', '2', '3'].map((value) => wire(scene.topic, 'a', value)));
    await until(() => scene.taken.length === 3);
    await until(async () => (await scene.admin.committed(scene.group, [scene.topic])).get(scene.topic)!.includes(3n));
    const { topicIds } = await scene.admin.identity([scene.topic]);
    const raw = kafkaClient(testKafka(), { retries: 3 }).admin();
    await raw.connect();
    await raw.deleteTopics({ topics: [scene.topic] });
    await raw.disconnect();
    await until(async () => !(await scene.admin.identity([scene.topic])).topicIds.has(scene.topic));
    await scene.admin.ensureTopics([scene.topic]);
    expect((await scene.admin.identity([scene.topic])).topicIds).not.toEqual(topicIds);
    await until(() => scene.broker.send([wire(scene.topic, 'a', 'new')]).then(() => true));
    await until(() => scene.taken.length === 4, { timeout: 20_000 });
    expect(textOf(scene.taken[3]!)).toBe('new');
    await scene.close();
  }, 40_000);
});
