import { describe, expect, it } from '@jest/globals';
import { consumerWaits } from './consumer-waits.js';
import { ownWaits } from './own-waits.js';
import { Waits } from './waits.js';

const nothing = { query: () => Promise.resolve([]) };
const hourAgo = new Date(Date.now() - 3_600_000);

describe('what only a process knows', () => {
  it('is a wait of its condition: a blocked partition, a record that is not done, work that the runner does not end', async () => {
    const consumer = {
      blocked: [{ topic: 't', partition: 1, since: hourAgo, why: 'a version that this process does not know' }],
      oldest: [{ topic: 't', partition: 2, at: hourAgo }],
      skipped: [],
    };
    const waits = new Waits(nothing, { ...ownWaits({ waitedMs: () => 11_000 }), ...consumerWaits(() => consumer) });
    expect(await waits.all()).toMatchObject([
      { name: 'records-unhandled', of: 't/2', over: true, own: true },
      { name: 'partition-blocked', of: 't/1', over: true, text: expect.stringContaining('does not know') },
      { name: 'units-waiting', over: true },
    ]);
    expect(await waits.unready()).toMatch(/partition t\/1 stands still.*work waits for the batch runner/);
  });

  it('a door that is closed has been since it was first seen so, and is no wait once it is open', () => {
    const state = { open: false, inFlight: 900, limit: 600 };
    const own = ownWaits({ admission: () => new Map([['fulfil-order', state]]) })['admission-closed']!;
    const [first] = own();
    expect(first).toMatchObject({
      of: 'fulfil-order',
      why: '900 of fulfil-order are on their way, and 600 can end in time',
    });
    expect(own()[0]!.since).toBe(first!.since);
    state.open = true;
    expect(own()).toEqual([]);
    state.open = false;
    expect(own()[0]!.since).not.toBe(first!.since);
  });

  it('a topic that is not there is a wait of its own, and tells when all else waits behind it', async () => {
    const missing = { topics: [{ topic: 'later.commands', messages: 7, since: hourAgo }], full: false };
    const waits = new Waits(nothing, ownWaits({ missingTopics: () => missing }));
    expect(await waits.all()).toMatchObject([{ name: 'topics-missing', of: 'later.commands', count: 7, over: true }]);
    missing.full = true;
    expect((await waits.all())[0]!.text).toMatch(/later\.commands, which is not there: .*all else waits/);
    expect(await waits.unready()).toBeUndefined();
  });

  it('is nothing where nothing waits', () => {
    const consumer = consumerWaits(() => ({ blocked: [], oldest: [], skipped: [] }));
    const own = { ...ownWaits({ waitedMs: () => 0 }), ...consumer };
    expect(Object.values(own).flatMap((each) => each())).toEqual([]);
  });
});
