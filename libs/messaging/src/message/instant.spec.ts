import { expect, it } from '@jest/globals';
import { instant } from './instant.js';

it('a time is taken in the years that a database keeps, and no other', () => {
  expect(instant().safeParse('0001-01-01T00:00:00.000Z').success).toBe(true);
  expect(instant().safeParse('9999-12-31T23:59:59.999Z').success).toBe(true);
  expect(instant().safeParse('0000-12-31T23:59:59.999Z').success).toBe(false);
  expect(instant({ offset: true }).safeParse('0001-01-01T00:00:00+01:00').success).toBe(false);
});
