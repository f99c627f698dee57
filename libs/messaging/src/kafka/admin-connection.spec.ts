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
});
