import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import { BrokerAway } from '../errors.js';
import { AdminConnection } from './admin-connection.js';

const failure = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });

/** Counts what is opened and closed. */
function connecting() {
  const opened: { readonly admin: Admin; closed: number }[] = [];
  const create = (): Admin => {
    const each = {
      admin: { connect: async () => undefined, disconnect: async () => void (each.closed += 1) } as unknown as Admin,
      closed: 0,
    };
    opened.push(each);
    return each.admin;
  };
  return { connection: new AdminConnection(create), opened };
}

describe('a connection that several use at once', () => {
  it('is replaced for those who come after a failure, and closed by the last who used it', async () => {
    const { connection, opened } = connecting();
    const slow = Promise.withResolvers<string>();
    const innocent = connection.use(() => slow.promise);
    await expect(connection.use(() => Promise.reject(failure('NOT_CONTROLLER')))).rejects.toThrow(BrokerAway);
    expect(opened.map(({ closed }) => closed)).toEqual([0]);
    await expect(connection.use((admin) => Promise.resolve(admin))).resolves.toBe(opened[1]!.admin);
    slow.resolve('done');
    await expect(innocent).resolves.toBe('done');
    expect(opened.map(({ closed }) => closed)).toEqual([1, 0]);
    await connection.close();
    expect(opened.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  it.each([
    'UNKNOWN_TOPIC_OR_PARTITION',
    'LEADER_NOT_AVAILABLE',
    'GROUP_LOAD_IN_PROGRESS',
    'NOT_COORDINATOR_FOR_GROUP',
  ])('asks again when a broker that has just started answers %s', async (type) => {
    const { connection, opened } = connecting();
    let asked = 0;
    const work = () => ((asked += 1) < 15 ? Promise.reject(failure(type)) : Promise.resolve('known'));
    await expect(connection.use(work, { every: 1 })).resolves.toBe('known');
    expect(opened.map(({ closed }) => closed)).toEqual([...Array<number>(14).fill(1), 0]);
  });
});
