import { describe, expect, it } from '@jest/globals';
import type { ReceivedRecord } from '../../message/message.js';
import { dlqRecord, LARGEST_VALUE } from './dlq-record.js';

const record = (value: Buffer | null, headers: Record<string, string> = {}): ReceivedRecord => ({
  topic: 'shop.commands',
  partition: 3,
  offset: '42',
  key: Buffer.from('a'),
  value,
  headers,
  timestamp: new Date('2026-01-01T00:00:00Z'),
});
const failure = { errorClass: 'RangeError', message: 'too far', stack: 'RangeError: too far\n    at x' };
const told = (
  original: ReceivedRecord,
  history: { at: string; errorClass: string; message: string; stack: string }[] = [],
) =>
  dlqRecord({
    id: 'd-1',
    messageId: 'm-1',
    type: 'shop.add',
    service: 'shop',
    record: original,
    key: 'a',
    attempts: 2,
    failure,
    history,
    trace: {},
  });
const bytesOf = ({ value, encoding }: ReturnType<typeof told>) => Buffer.from(value!, encoding);

describe('a record for the DLQ topic', () => {
  it('carries the original with its key and headers, and why and where it failed', () => {
    const { topic, key, value, headers } = told(record(Buffer.from('{"a":1}'), { ce_id: 'm-1', own: 'x' }), [
      { ...failure, at: '2026-01-01T00:00:01Z', message: 'first' },
    ]);
    expect({ topic, key, value }).toEqual({ topic: 'shop.dlq', key: 'a', value: '{"a":1}' });
    expect(headers).toMatchObject({
      ce_id: 'm-1',
      own: 'x',
      '__sagaworks.errors.dead-letter-id': 'd-1',
      '__sagaworks.errors.service': 'shop',
      '__sagaworks.errors.topic': 'shop.commands',
      '__sagaworks.errors.partition': '3',
      '__sagaworks.errors.offset': '42',
      '__sagaworks.errors.timestamp': '2026-01-01T00:00:00.000Z',
      '__sagaworks.errors.attempts': '2',
      '__sagaworks.errors.exception.class.name': 'RangeError',
      '__sagaworks.errors.exception.message': 'too far',
      '__sagaworks.errors.exception.stacktrace': failure.stack,
    });
    expect(JSON.parse(headers['__sagaworks.errors.history']!)).toEqual([
      { at: '2026-01-01T00:00:01Z', errorClass: 'RangeError', message: 'first' },
      { errorClass: 'RangeError', message: 'too far' },
    ]);
  });

  it.each([
    ['text', Buffer.from('naïve ✓')],
    ['no text', Buffer.from([0xff, 0xfe])],
    ['text with NUL', Buffer.from('a\u0000b')],
    ['nothing', Buffer.alloc(0)],
  ])('keeps the bytes of a value that is %s', (_, value) => {
    expect(bytesOf(told(record(value)))).toEqual(value);
  });

  it('keeps a tombstone a tombstone', () => {
    expect(told(record(null)).value).toBeNull();
  });

  it('points to an original that is too large to be carried', () => {
    const { value, headers } = told(record(Buffer.alloc(LARGEST_VALUE + 1)));
    expect(JSON.parse(value!)).toEqual({
      pointer: { deadLetterId: 'd-1', topic: 'shop.commands', partition: 3, offset: '42', bytes: LARGEST_VALUE + 1 },
    });
    expect(headers['__sagaworks.errors.value']).toBe('pointer');
  });

  it('leaves out long headers where they are too many to be carried, and keeps the short ones', () => {
    const { headers } = told(record(Buffer.from('{}'), { ce_id: 'm-1', huge: 'x'.repeat(900_000) }));
    expect(headers['ce_id']).toBe('m-1');
    expect(headers['huge']).toBeUndefined();
  });

  it('holds nothing that PostgreSQL would refuse in the outbox', () => {
    const { headers } = told(record(Buffer.from('{}'), { odd: 'a\u0000b\ud800' }));
    expect(headers['odd']).toBe('a\uFFFDb\uFFFD');
  });
});
