import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { AdminConnection } from './admin-connection.js';

/** An admin client whose open work fails in an odd way once it is disconnected, as kafkajs's does. */
function fakeAdmin() {
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  return { admin: { connect: async () => undefined, disconnect: async () => gone.reject(new TypeError('metadata is null')) } as unknown as Admin, gone: gone.promise };
}

describe('a connection that several use at once', () => {
  it('is opened anew for the one under whom another\'s failure closed it', async () => {
    const opened: ReturnType<typeof fakeAdmin>[] = [];
    const connection = new AdminConnection(() => (opened.push(fakeAdmin()), opened.at(-1)!.admin));
    const innocent = connection.use((admin) => (admin === opened[0]!.admin ? opened[0]!.gone : Promise.resolve('done')));
    const guilty = connection.use(() => Promise.reject(Object.assign(new Error('out of order'), { name: 'KafkaJSError' })));
    await expect(guilty).rejects.toThrow('out of order');
    await expect(innocent).resolves.toBe('done');
    expect(opened).toHaveLength(2);
  });

  it.each(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'GROUP_LOAD_IN_PROGRESS', 'NOT_COORDINATOR_FOR_GROUP'])('asks again when a broker that has just started answers %s', async (type) => {
    const connection = new AdminConnection(() => fakeAdmin().admin);
    let asked = 0;
    const work = () => ((asked += 1) < 15 ? Promise.reject(Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type })) : Promise.resolve('known'));
    await expect(connection.use(work, { every: 1 })).resolves.toBe('known');
  });
});
