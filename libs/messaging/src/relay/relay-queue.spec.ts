import { describe, expect, it } from '@jest/globals';
import { RelayQueue } from './relay-queue.js';

const record = (key: string, value = '{}') => ({ topic: 'orders.events', key, value, headers: {} });
const entry = (id: string, records = [record(`key of ${id}`)]) => ({ id, records, since: 0 });
const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

describe('the relay’s queue', () => {
  it('takes an entry from memory when nothing unsent was before it', () => {
    const queue = new RelayQueue();
    expect(queue.offer(entry('1'), [])).toBe(true);
    expect(ids(queue.take())).toEqual(['1']);
  });

  it('leaves an entry without a proof to be read from the table', () => {
    const queue = new RelayQueue();
    expect(queue.offer(entry('1'), undefined)).toBe(false);
    expect(queue.take()).toEqual([]);
  });

  it('leaves an entry to be read when a row before it is unknown, since another instance wrote that one', () => {
    const queue = new RelayQueue();
    queue.offer(entry('5'), []);
    expect(queue.offer(entry('7'), ['5', '6'])).toBe(false);
    queue.append([entry('6'), entry('7')]);
    expect(ids(queue.take())).toEqual(['5', '6', '7']);
  });

  it('takes an entry behind rows that wait, are in hand, or were sent and are not marked yet', () => {
    const queue = new RelayQueue({ records: 1, bytes: 1_000_000 });
    queue.offer(entry('1'), []);
    queue.sent(ids(queue.take()));
    queue.offer(entry('2'), ['1']);
    queue.take();
    queue.offer(entry('3'), ['1', '2']);
    expect(queue.offer(entry('4'), ['1', '2', '3'])).toBe(true);
  });

  it('still knows a row after it was marked, because a proof taken before may name it', () => {
    const queue = new RelayQueue();
    queue.offer(entry('1'), []);
    queue.sent(ids(queue.take()));
    queue.marked(['1']);
    expect(queue.unmarked).toEqual([]);
    expect(queue.offer(entry('2'), ['1'])).toBe(true);
  });

  it('does not take a row twice when it is both handed over and read', () => {
    const queue = new RelayQueue();
    queue.offer(entry('1'), []);
    queue.append([entry('1'), entry('2')]);
    expect(ids(queue.take())).toEqual(['1', '2']);
  });

  it('merges as many rows into one send as fit, but never splits the order', () => {
    const queue = new RelayQueue({ records: 3, bytes: 1_000_000 });
    queue.append([entry('1', [record('a'), record('b')]), entry('2'), entry('3')]);
    const taken = ids(queue.take());
    expect(taken).toEqual(['1', '2']);
    queue.sent(taken);
    expect(ids(queue.take())).toEqual(['3']);
  });

  it('sends a row that alone is larger than a send', () => {
    const queue = new RelayQueue({ records: 10, bytes: 1_000 });
    queue.append([entry('1', [record('a', 'x'.repeat(5_000))]), entry('2')]);
    expect(ids(queue.take())).toEqual(['1']);
  });

  it('forgets what stands behind rows that were given up, so that none overtakes them', () => {
    const queue = new RelayQueue({ records: 1, bytes: 1_000_000 });
    queue.append([entry('1'), entry('2')]);
    queue.take();
    queue.giveUp();
    expect(queue.take()).toEqual([]);
    expect(queue.known).toEqual([]);
  });

  it('is full by bytes as well as by records, and has room again when they are sent', () => {
    const queue = new RelayQueue();
    const large = Array.from({ length: 60 }, (_, at) => entry(String(at + 1), [record('a', 'x'.repeat(400_000))]));
    queue.append(large);
    expect(queue.hasRoom).toBe(false);
    queue.take();
    queue.drop();
    expect(queue.hasRoom).toBe(true);
  });
});
