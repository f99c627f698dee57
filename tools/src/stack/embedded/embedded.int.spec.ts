import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kafkaAdmin, kafkaBroker } from '@sagaworks/messaging/kafka';
import { ensureTopics } from '../../prepare/topics.js';
import { prepareDatabases } from '../../prepare/prepare.js';
import { withDatabase } from '../../prepare/sql.js';
import { waitFor } from '../../process/wait.js';
import { startStack } from '../start-stack.js';
import type { Stack } from '../stack.js';

describe('the embedded stack', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ name: `spec-${process.pid}`, way: 'embedded', traces: false });
    await prepareDatabases(stack.postgres);
  }, 120_000);
  afterAll(() => stack.stop(), 30_000);

  it('keeps committed rows through a kill -9 of PostgreSQL', async () => {
    const url = stack.postgres.url('orders');
    await withDatabase(url, (client) => client.query('CREATE TABLE kept AS SELECT 42 AS answer'));
    await stack.postgres.kill('SIGKILL');
    expect(stack.postgres.pid).toBeUndefined();
    await stack.postgres.start();
    const { rows } = await withDatabase(url, (client) => client.query<{ answer: number }>('TABLE kept'));
    expect(rows).toEqual([{ answer: 42 }]);
  }, 30_000);

  it('keeps topics and messages through a kill -9 of Kafka', async () => {
    await ensureTopics(stack.kafka, ['kept']);
    const options = { brokers: stack.kafka.url };
    const broker = kafkaBroker(options);
    await broker.send([{ topic: 'kept', key: 'k', value: 'v', headers: {} }]);
    await broker.close();
    await stack.kafka.kill('SIGKILL');
    await stack.kafka.start();
    await using admin = kafkaAdmin(options);
    // The broker answers a moment before it leads its partitions again.
    const offsets = await waitFor('the broker leading its partitions', () =>
      admin.endOffsets(['kept']).catch(() => undefined),
    );
    expect(offsets.get('kept')!.reduce((sum, offset) => sum + offset)).toBe(1n);
  }, 60_000);

  it('refuses a second owner of the same stack', async () => {
    await expect(startStack({ name: stack.name, way: 'embedded' })).rejects.toThrow(
      `already running in process ${process.pid}`,
    );
  });

  it('gives an empty cluster after its data was wiped', async () => {
    await ensureTopics(stack.kafka, ['doomed']);
    await stack.kafka.stop();
    await stack.kafka.wipe();
    await stack.kafka.start();
    await using admin = kafkaAdmin({ brokers: stack.kafka.url });
    expect((await admin.identity()).topicIds.size).toBe(0);
  }, 60_000);
});
