import { describe, expect, it } from '@jest/globals';
import { pageOf, parkedKey } from './answers.fixture.js';
import { dlq } from './dead-letters.fixture.js';
import type { Answers } from './fake-services.fixture.js';

const waiting = parkedKey({ state: 'waiting', waitsFor: 'UnknownVersion', tries: 0 });
const done = { 'POST /ops/parked/dead-letters': [200, { deadLetterId: 'd1' }] } as const;
const give = (parked: readonly object[], ...words: readonly string[]) => {
  const answers: Answers = { ...done, 'GET /ops/parked': pageOf(...parked) };
  return dlq(answers, 'give-up', ...words);
};

describe('what a key waits behind', () => {
  it('becomes a dead letter by its key alone, for a reason, and the answer names what to type next', async () => {
    const { code, out, asked } = await give([waiting], 'o1', '--reason', 'nobody will deploy it');
    expect(code).toBe(0);
    expect(out).toBe('it is the dead letter d1: sagaworks dlq show d1 --service inventory');
    expect(asked.map(({ url }) => url.split('?')[1])).toEqual(['key=o1&limit=100', undefined]);
    expect(asked[1]).toMatchObject({
      method: 'POST',
      operator: 'ada',
      body: { topic: 'inventory.commands', key: 'o1', reason: 'nobody will deploy it' },
    });
    expect((await give([waiting], 'o1')).code).toBe(2);
  });

  it('is named by its topic where the key waits in several', async () => {
    const both = [waiting, parkedKey({ topic: 'payments.events' })];
    const unclear = await give(both, 'o1', '--reason', 'x');
    expect(unclear).toMatchObject({ code: 2, posts: [] });
    expect(unclear.error).toContain('inventory.commands of inventory, payments.events of inventory');
    const named = await give(both, 'o1', '--reason', 'x', '--topic', 'payments.events');
    expect(named.posts).toMatchObject([{ body: { topic: 'payments.events' } }]);
  });

  it('is not found where nothing waits, and stays where its head is dead already', async () => {
    expect(await give([], 'o2', '--reason', 'x')).toMatchObject({ code: 3, error: expect.stringContaining('o2') });
    const held = {
      type: 'urn:problem:already-dead',
      status: 409,
      detail: 'What holds this key is a dead letter already.',
    };
    const answers: Answers = { 'POST /ops/parked/dead-letters': [409, held], 'GET /ops/parked': pageOf(waiting) };
    expect((await dlq(answers, 'give-up', 'o1', '--reason', 'x')).code).toBe(4);
  });
});

describe('keys that wait', () => {
  it('are listed by what they wait for', async () => {
    const { out, asked } = await dlq({ 'GET /ops/parked': pageOf(waiting) }, 'parked', '--state', 'waiting');
    expect(out).toMatch(/o1 +waiting .*UnknownVersion/);
    expect(asked[0]!.url).toContain('state=waiting');
  });
});
