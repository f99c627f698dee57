import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { toReceived } from './received.js';

const message = (headers: KafkaMessage['headers']): KafkaMessage =>
  ({
    key: null,
    value: Buffer.from('x'),
    timestamp: '1767225600000',
    attributes: 0,
    offset: '9007199254740993',
    headers,
  }) as KafkaMessage;
const headersOf = (headers: KafkaMessage['headers']) => toReceived('t', 3, message(headers)).headers;

describe('a record of Kafka', () => {
  it('keeps its place, whatever its size, and its time', () => {
    expect(toReceived('t', 3, message({}))).toEqual({
      topic: 't',
      partition: 3,
      offset: '9007199254740993',
      key: null,
      value: Buffer.from('x'),
      headers: {},
      timestamp: new Date('2026-01-01T00:00:00Z'),
    });
    expect(headersOf(undefined)).toEqual({});
  });

  it.each(['-99999999999999', '253402300800000', '9223372036854775807'])(
    'that was stamped %s, which is no time that can be stored, is of 1970',
    (timestamp) => expect(toReceived('t', 3, { ...message({}), timestamp }).timestamp).toEqual(new Date(0)),
  );

  it('has headers as text', () => {
    expect(headersOf({ ce_id: Buffer.from('é'), plain: 'p', none: undefined, empty: Buffer.of() })).toEqual({
      ce_id: 'é',
      plain: 'p',
      none: '',
      empty: '',
    });
  });

  it('of a repeated header counts the last value', () => {
    expect(headersOf({ twice: [Buffer.from('first'), Buffer.from('last')] })).toEqual({ twice: 'last' });
  });

  it('loses no byte of a header that is not UTF-8', () => {
    const bytes = Buffer.of(0, 255, 128, 65);
    expect(Buffer.from(headersOf({ binary: bytes })['binary']!, 'latin1')).toEqual(bytes);
  });

  it('may have a header of any name', () => {
    expect(Object.keys(headersOf(JSON.parse('{"__proto__":"odd"}') as KafkaMessage['headers']))).toEqual(['__proto__']);
  });
});
