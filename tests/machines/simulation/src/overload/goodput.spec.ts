import { expect, it } from '@jest/globals';
import { goodputOf } from './goodput.js';
import type { Course } from './overloaded-shop.js';

const courses: Course[] = [
  { placedAt: 5 },
  { placedAt: 10 },
  { placedAt: 11, acceptedAt: 12, end: { how: 'fulfilled', at: 13 } },
  { placedAt: 12, acceptedAt: 12, end: { how: 'cancelled', at: 99 } },
  { placedAt: 13, acceptedAt: 12, end: { how: 'needs-attention', at: 99 } },
  { placedAt: 14, acceptedAt: 15 },
  { placedAt: 20, acceptedAt: 15 },
];

it('goodput counts what became of the orders that were placed in a time', () => {
  expect(goodputOf(courses, 10, 20)).toEqual({ placed: 5, refused: 1, fulfilled: 1, cancelled: 2, underWay: 1 });
});
