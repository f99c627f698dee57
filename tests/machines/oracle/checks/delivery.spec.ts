import { describe, expect, it } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import { tallyOf } from '../tally.js';
import type { World } from '../author.fixture.js';
import { spoilt, world } from '../world.fixture.js';
import { delivery } from './delivery.js';

const RESERVE = 'good:inventory.reserve-stock';
const markOf = ({ services }: World) => services.inventory.inbox.find(({ id }) => id === RESERVE)!;
const park = (world: World) => {
  markOf(world).state = 'parked';
  world.services.inventory.parked.push({ id: RESERVE, topic: 'inventory.commands', key: 'good', redrive: false });
};
const bury = (world: World, told: { key?: string; hash?: string } = {}) => {
  markOf(world).state = 'dead';
  world.services.inventory.deadLetters.push({
    id: 'letter',
    messageId: RESERVE,
    status: 'dead',
    key: 'good',
    hash: 'abc',
  });
  world.records.push({
    topic: 'inventory.dlq',
    partition: 0,
    offset: 0,
    key: told.key ?? 'good',
    marks: ['letter', 'inventory.dlq@0'],
    type: 'inventory.reserve-stock',
    source: '/orders',
    letter: { id: 'letter', hash: told.hash ?? 'abc', isPointer: false },
  });
};

describe('delivery', () => {
  finds(delivery, [
    [
      'a message that was never taken',
      ({ services }) => void services.inventory.inbox.shift(),
      'inventory never took inventory.reserve-stock good:inventory.reserve-stock (inventory.commands 0@0)',
    ],
    [
      'a message that was made up',
      ({ services }) => void services.inventory.inbox.push({ id: 'x', state: 'handled' }),
      'inventory has x as handled, which is in no topic',
    ],
    [
      'a parked message that waits nowhere',
      (world) => void (markOf(world).state = 'parked'),
      `inventory has parked ${RESERVE}, which waits nowhere`,
    ],
    [
      'a handled message that still waits',
      (world) => {
        park(world);
        markOf(world).state = 'handled';
      },
      `inventory has ${RESERVE} as handled, and it still waits`,
    ],
    [
      'a dead message without a dead letter',
      (world) => void (markOf(world).state = 'dead'),
      `inventory has given up ${RESERVE}, and has no dead letter of it`,
    ],
    [
      'a dead letter that the topic lacks',
      (world) => {
        bury(world);
        world.records.pop();
      },
      `inventory has a dead letter of ${RESERVE}, which is not in inventory.dlq`,
    ],
    [
      'a dead letter under another key',
      (world) => bury(world, { key: 'x' }),
      `inventory.dlq has ${RESERVE} under the key x instead of good`,
    ],
    [
      'a dead letter of another value',
      (world) => bury(world, { hash: 'x' }),
      `inventory.dlq has another value of ${RESERVE}`,
    ],
  ]);

  it('is accepted = applied + duplicates + retrying + dead, for each service', () => {
    const facts = spoilt((world) => {
      bury(world);
      world.services.inventory.parked.push({
        id: 'back:inventory.reserve-stock',
        topic: 'inventory.commands',
        key: 'back',
        redrive: false,
      });
      world.services.inventory.inbox.find(({ id }) => id === 'back:inventory.reserve-stock')!.state = 'parked';
      world.records.push({ ...world.records[0]!, offset: 99 });
    });
    const { accepted, applied } = tallyOf(world()).find(({ service }) => service === 'inventory')!;
    expect(delivery(facts)).toEqual([]);
    expect(tallyOf(facts).find(({ service }) => service === 'inventory')).toEqual({
      service: 'inventory',
      accepted: accepted + 1,
      applied: applied - 2,
      duplicates: 1,
      retrying: 1,
      dead: 1,
      lost: [],
    });
  });
});
