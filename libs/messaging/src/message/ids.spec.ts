import { describe, expect, it } from '@jest/globals';
import { v5 } from 'uuid';
import { derivedId } from './ids.js';

describe('a derived id', () => {
  it('is the UUIDv5 that any other implementation makes of the same parts', () => {
    for (let number = 0; number < 200; number += 1)
      expect(derivedId('cause', String(number))).toBe(
        v5(`cause\u0000${number}`, '6f1c0a54-3a0e-5b0f-9c4e-2f5d1f7e8a10'),
      );
  });

  it('tells apart parts that are only cut differently', () => {
    expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
  });
});
