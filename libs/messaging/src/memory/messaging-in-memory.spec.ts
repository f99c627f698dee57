import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Party } from '../calls/call.js';
import { call, operation } from '../handler/outgoing.js';
import { Handles, type Answer, type Handler } from '../handler/handler.js';
import { reply, type Decision } from '../handler/outgoing.js';
import { command, event } from '../message/contract.js';
import { until } from '../testing/until.js';
import { MemoryBroker } from './memory-broker.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryDisk } from './memory-disk.js';
import { memoryMapStore } from './memory-store.js';
import { messagingInMemory } from './messaging-in-memory.js';

const data = z.object({ orderId: z.string() });
const Pay = command('pay.charge', { version: 1, key: 'orderId', data });
const Paid = event('pay.charged', { version: 1, key: 'orderId', data });
const charge = operation<object, string>('bank', 'charge');
const accounts = memoryMapStore<string, string>();

@Handles(Pay)
class PayHandler implements Handler<typeof Pay, Map<string, string>> {
  readonly store = accounts;
  needs = ({ orderId }: { orderId: string }) => [orderId];
  decide = ({ orderId }: { orderId: string }): Decision => [call(charge, orderId, {}), reply('asked')];

  answered({ key }: Answer, state: Map<string, string>): Decision {
    state.set(key, 'charged');
    return Paid({ orderId: key });
  }
}

const asked: string[] = [];
const bank = (answers: boolean): Party => ({
  name: 'bank',
  performers: {
    [charge.name]: {
      perform: (_, { key }) => (
        asked.push(`perform ${key}`), answers ? Promise.resolve('done') : new Promise(() => undefined)
      ),
      lookUp: (_, { key }) => (asked.push(`lookUp ${key}`), Promise.resolve('done')),
    },
  },
});

/** One process over what is stored. */
async function start(disk: MemoryDisk, broker: MemoryBroker, answers = true) {
  const messaging = messagingInMemory({
    service: 'pay',
    disk,
    broker,
    database: new MemoryDatabase(() => new Date()),
    offsets: broker.offsets,
    handlers: [new PayHandler() as never],
    parties: [bank(answers)],
  });
  await messaging.start();
  return messaging;
}
const told = (broker: MemoryBroker) =>
  broker
    .records('pay.events')
    .flat()
    .map(({ key }) => key!.toString());

describe('messaging in memory', () => {
  it('runs a request through batch, call, answer and outbox', async () => {
    const [disk, broker] = [new MemoryDisk(), new MemoryBroker()];
    const messaging = await start(disk, broker);
    expect(await messaging.request(Pay, { orderId: 'a' })).toBe('asked');
    await until(() => told(broker).includes('a'));
    expect(accounts.rows.get('a')).toBe('charged');
    await messaging.stop();
    expect([disk.outbox.unsent, disk.calls.counts]).toEqual([0, { open: 0, answered: 1, dead: 0 }]);
  });

  it('has the next process take up what one has left, and look up what it cannot know', async () => {
    const [disk, broker] = [new MemoryDisk(), new MemoryBroker()];
    const first = await start(disk, broker, false);
    await first.request(Pay, { orderId: 'b' });
    await until(() => asked.includes('perform b'));
    await first.stop();
    const second = await start(disk, broker);
    await until(() => told(broker).includes('b'));
    expect(asked.filter((each) => each.endsWith(' b'))).toEqual(['perform b', 'lookUp b']);
    await second.stop();
  });
});
