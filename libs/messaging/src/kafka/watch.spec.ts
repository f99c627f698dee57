import { describe, expect, it } from '@jest/globals';
import { BrokerAway } from '../errors.js';
import { silent } from '../runtime/logger.js';
import type { Inquiry, Range } from './inquiry.js';
import type { Member } from './member.js';
import type { Partitions } from './partitions.js';
import { Watch } from './watch.js';

interface World {
  lastSign?: number;
  assigned?: number;
  members?: number;
  range?: Partial<Range>;
  position?: bigint;
  full?: boolean;
  away?: boolean;
  partitions?: number;
}

/** A watch without patience: what is seen twice in a row is believed. */
function watching(world: World) {
  const pump = {
    options: { topic: 't', partition: 0 },
    get full() {
      return world.full ?? false;
    },
  };
  const member = {
    get lastSign() {
      return world.lastSign ?? performance.now() + 60_000;
    },
    get assigned() {
      return Array.from({ length: world.assigned ?? 1 }, () => pump.options);
    },
    get positions() {
      return new Map(world.position === undefined ? [] : [['t/0', world.position]]);
    },
    options: { partitionCount: 6 },
  };
  const answer = async <T>(value: T): Promise<T> => (world.away ? Promise.reject(new BrokerAway('away')) : value);
  const inquiry = {
    members: () => answer(world.members ?? 1),
    partitionCounts: () => answer(new Map([['t', world.partitions ?? 6]])),
    ranges: () => answer(new Map([['t/0', { start: 0n, end: 0n, committed: -1n, ...world.range }]])),
  };
  const watch = new Watch(
    member as unknown as Member,
    { all: [pump] } as unknown as Partitions,
    inquiry as unknown as Inquiry,
    0,
    silent,
  );
  return { world, twice: async () => (await watch.verdict()) ?? (await watch.verdict()) };
}

describe('a member is of no use', () => {
  it('when it stands still before records', async () => {
    expect(await watching({ position: 3n, range: { end: 5n } }).twice()).toBe('t/0 stands still at 3, its end is 5');
  });

  it('when it never read records that its group has not done', async () => {
    expect(await watching({ range: { end: 5n, committed: 4n } }).twice()).toMatch('stands still at 4');
  });

  it('when it is silent though the broker answers', async () => {
    expect(await watching({ lastSign: performance.now() - 30_000 }).twice()).toMatch(/^no sign of life for 30 s/);
  });

  it('when its topics have more partitions than it was made for', async () => {
    expect(await watching({ partitions: 12 }).twice()).toBe('its topics have 12 partitions now, it was made for 6');
  });

  it('when it has no partitions though there are enough', async () => {
    expect(await watching({ assigned: 0, members: 3 }).twice()).toBe('no partitions, with 3 members for 6');
  });
});

describe('a member is well', () => {
  const quiet = performance.now() - 1;
  it.each<[string, World]>([
    ['at the end of its partition', { position: 5n, range: { end: 5n } }],
    ['in front of records that are not kept any more', { position: 3n, range: { start: 5n, end: 5n } }],
    ['while it works on what it has', { position: 3n, range: { end: 5n }, full: true }],
    ['without partitions where there are too few', { assigned: 0, members: 7 }],
    ['while the broker is away, however silent it is', { away: true, lastSign: quiet }],
  ])('%s', async (_what, world) => {
    expect(await watching(world).twice()).toBeUndefined();
  });

  it('when it moved on between two looks', async () => {
    const { world, twice } = watching({ position: 3n, range: { end: 9n } });
    Object.defineProperty(world, 'position', {
      get: (() => {
        let at = 3n;
        return () => at++;
      })(),
    });
    expect(await twice()).toBeUndefined();
  });
});
