import type { Course } from './overloaded-shop.js';

/** What came of the orders placed in some time. */
export interface Goodput {
  readonly placed: number;
  /** At the door: nothing was stored. */
  readonly refused: number;
  readonly fulfilled: number;
  /** Accepted, and cancelled all the same: here that is always for time. */
  readonly cancelled: number;
  /** Accepted and not ended yet. */
  readonly underWay: number;
}

/** Of the orders placed from one virtual millisecond on until before another. */
export function goodputOf(courses: Iterable<Course>, fromMs: number, untilMs: number): Goodput {
  const placed = [...courses].filter(({ placedAt }) => placedAt >= fromMs && placedAt < untilMs);
  const accepted = placed.filter(({ acceptedAt }) => acceptedAt !== undefined);
  const ended = (how: string) => placed.filter(({ end }) => end?.how === how).length;
  return {
    placed: placed.length,
    refused: placed.length - accepted.length,
    fulfilled: ended('fulfilled'),
    cancelled: ended('cancelled') + ended('needs-attention'),
    underWay: accepted.filter(({ end }) => end === undefined).length,
  };
}
