import { describe, expect, it } from '@jest/globals';
import { KafkaJSConnectionError } from 'kafkajs';
import { BrokerAway } from '../errors.js';
import { asBrokerAway } from './failure.js';

describe('a failure of kafkajs', () => {
  it.each([
    new KafkaJSConnectionError('Connection timeout'),
    new Error('Broker not connected'),
    new BrokerAway('gone'),
  ])('is the broker being away: %s', (failure) => {
    expect(asBrokerAway(failure)).toBeInstanceOf(BrokerAway);
  });

  it('stays what it is where it is a bug', () => {
    const bug = new TypeError('cannot read properties of undefined');
    expect(asBrokerAway(bug)).toBe(bug);
  });
});
