import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kafkaAdmin } from '@sagaworks/messaging/kafka';
import { prepare } from '../prepare/prepare.js';
import { withDatabase } from '../prepare/sql.js';
import { sharedStack } from './shared.js';
import type { Stack } from './stack.js';

const servers = { kafka: process.env['TEST_KAFKA']!, postgres: process.env['TEST_DATABASE_URL']! };
const admin = kafkaAdmin({ brokers: servers.kafka });

// Two systems on the same servers have nothing in common, and leave nothing behind.
describe('a shared stack', () => {
  const stacks: Stack[] = [];
  const [one, other] = [`one_${randomBytes(4).toString('hex')}`, `other_${randomBytes(4).toString('hex')}`];
  const topicsOf = async (name: string) =>
    [...(await admin.identity()).topicIds.keys()].filter((topic) => topic.startsWith(`${name}.`));
  const databasesOf = (name: string) =>
    withDatabase(servers.postgres, async (client) =>
      (
        await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
          `${name}_`,
        ])
      ).rows.map(({ datname }) => datname),
    );

  beforeAll(async () => {
    for (const name of [one, other]) stacks.push(await sharedStack(servers, name));
    await Promise.all(stacks.map((stack) => prepare(stack)));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.stop()));
    await admin[Symbol.asyncDispose]();
  }, 60_000);

  it('has its own topics and prepared databases', async () => {
    expect(await topicsOf(one)).toContain(`${one}.orders.commands`);
    expect(await databasesOf(one)).toContain(`${one}_orders`);
    await withDatabase(stacks[0]!.postgres.url('inventory'), (client) =>
      client.query('UPDATE stock SET available = 0'),
    );
    const levels = await withDatabase(stacks[1]!.postgres.url('inventory'), (client) =>
      client.query('SELECT FROM stock WHERE available > 0'),
    );
    expect(levels.rowCount).toBeGreaterThan(0);
  });

  it('is prepared in an instant when it is already', async () => {
    await prepare(stacks[0]!);
    expect(await topicsOf(one)).toHaveLength(15);
  });

  it('does not kill what others use', async () => {
    await expect(stacks[0]!.kafka.kill()).rejects.toThrow('kafka cannot be controlled here: other systems share it');
  });

  it('removes what is its own, and leaves the others as they are', async () => {
    await stacks.shift()!.stop();
    expect([await topicsOf(one), await databasesOf(one)]).toEqual([[], []]);
    expect([(await topicsOf(other)).length, (await databasesOf(other)).length]).toEqual([15, 6]);
  }, 60_000);
});
