import { expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import { Kitchen } from '../ops/kitchen.fixture.js';

/** What keeps this process alive, by kind. */
const resources = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => ['Timeout', 'TCPSocketWrap', 'TCPServerWrap'].includes(kind))
    .sort();

it('a service that is closed leaves no timer and no connection behind', async () => {
  // Counted as it is at the end: waiting has a timer of its own.
  const before = await until(() => resources());
  const kitchen = await Kitchen.open({ FAULTS: 'on' });
  await kitchen.get('/ops/faults');
  expect(resources().length).toBeGreaterThan(before.length);
  await kitchen.close();
  await until(() => resources().length <= before.length, { what: 'nothing being left' });
});

it('messaging that is stopped leaves the database open, which is closed once, by whose it is', async () => {
  const kitchen = await Kitchen.open();
  const { database } = kitchen.messaging;
  await kitchen.messaging.stop();
  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await expect(kitchen.close()).resolves.toBeUndefined();
}, 60_000);
