import { expect, it, jest } from '@jest/globals';
import { MemoryBroker } from '../../memory/memory-broker.js';
import { until } from '../../testing/until.js';
import { outboxStatus } from '../../operations/lists/outbox-status.js';
import { withWriters } from '../relay.fixture.js';
import { republish, sentSince } from './republish.js';

jest.setTimeout(30_000);

it('an operator has all sent again that was written since a time, whichever instance is asked; each message once more, in order', async () => {
  const broker = new MemoryBroker({ partitions: 1 });
  await withWriters([broker, broker], async ([leader, other]) => {
    await leader!.write('a');
    await until(async () => (await leader!.unsent()) === 0);
    const [row] = await leader!.database.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    await leader!.write('a');
    await leader!.write('b');
    await until(async () => (await leader!.unsent()) === 0);
    expect(await sentSince(other!.database, row!.now)).toEqual({ entries: 2, messages: 2 });

    expect(await republish(other!.database, { since: row!.now, actor: 'ada' })).toMatchObject({
      since: row!.now,
      entries: 2,
      messages: 2,
    });
    await until(() => broker.records('writer.events').flat().length === 5);
    await until(async () => (await leader!.unsent()) === 0);
    expect(
      broker
        .records('writer.events')
        .flat()
        .map(({ headers }) => headers['ce_id']),
    ).toEqual(['a/1', 'a/2', 'b/1', 'a/2', 'b/1']);
    expect(await outboxStatus(other!.database)).toMatchObject({
      unsent: 0,
      oldestUnsentAt: null,
      leader: `writer/${process.pid}`,
      lastRepublish: { cause: 'operator', actor: 'ada', messages: 2 },
    });
  });
});

it('what is sent again is no backlog, however much it is: nobody is refused for it', async () => {
  const broker = new MemoryBroker({ partitions: 1 });
  await withWriters([broker, broker], async ([leader, other]) => {
    for (let n = 0; n < 3; n += 1) await leader!.write('a');
    await until(async () => (await leader!.unsent()) === 0);
    await leader!.database.query('UPDATE messaging.outbox SET messages = 30000');
    broker.goAway();
    await republish(other!.database, { since: new Date(0), actor: 'ada' });
    await until(async () => (await leader!.unsent()) === 3);
    await leader!.write('b');
    await leader!.database.query('UPDATE messaging.outbox SET messages = 7 WHERE messages = 1');
    await until(() => other!.relay.backlog > 0, { what: 'the backlog being counted' });
    expect(other!.relay.backlog).toBe(7);
    expect(leader!.relay.backlog).toBeLessThanOrEqual(7);
    broker.comeBack();
    await until(async () => (await leader!.unsent()) === 0, { timeout: 20_000 });
  });
});
