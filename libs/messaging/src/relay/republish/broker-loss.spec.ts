import { describe, expect, it } from '@jest/globals';
import type { ClusterIdentity } from '../../message/broker.js';
import { lossOf } from './broker-loss.js';

const identity = (clusterId: string, topics: Readonly<Record<string, string>>): ClusterIdentity => ({
  clusterId,
  topicIds: new Map(Object.entries(topics)),
});
const known = identity('one', { a: '1', b: '2' });

describe('a broker', () => {
  it.each([
    ['is as it was', identity('one', { a: '1', b: '2' }), undefined],
    ['has one topic more', identity('one', { a: '1', b: '2', c: '3' }), undefined],
    ['lacks a topic, which may come back', identity('one', { a: '1' }), undefined],
    ['has a topic that was made anew', identity('one', { a: '1', b: '9' }), { cause: 'new-topic', topics: ['b'] }],
    ['is another cluster', identity('two', { a: '1', b: '2' }), { cause: 'new-cluster' }],
    ['is another cluster without topics', identity('two', {}), { cause: 'new-cluster' }],
    ['was formatted anew under its old name', identity('one', {}), { cause: 'new-cluster' }],
    [
      'was formatted anew under its old name, with its topics',
      identity('one', { a: '8', b: '9' }),
      { cause: 'new-cluster' },
    ],
  ])('that %s', (_, now, loss) => {
    expect(lossOf(known, now)).toEqual(loss);
  });

  it('that nobody has sent to before has lost nothing', () => {
    expect(lossOf(undefined, known)).toBeUndefined();
    expect(lossOf(identity('one', {}), identity('two', { a: '1' }))).toBeUndefined();
  });
});
