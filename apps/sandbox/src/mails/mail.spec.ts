import { describe, expect, it } from '@jest/globals';
import { bareMessageId, orderOf } from './mail.js';

const ORDER = '0f9c2d7e-5b1a-5c3d-8e4f-a1b2c3d4e5f6';

describe('a mail', () => {
  it('is about the order that its header names', () => {
    expect(orderOf(' o-1 ', `Your order ${ORDER}`, '')).toBe('o-1');
  });

  it('is about the order that its text names, else its subject', () => {
    expect(orderOf(undefined, `Your order ${ORDER} is on its way.`, 'Hello')).toBe(ORDER);
    expect(orderOf(undefined, 'On its way.', `Order ${ORDER}`)).toBe(ORDER);
  });

  it('may be about no order', () => {
    expect(orderOf(undefined, 'Hello', 'Hello')).toBeNull();
  });

  it('has the same Message-ID with and without angle brackets', () => {
    expect(bareMessageId('<a@b>')).toBe(bareMessageId('a@b'));
  });
});
