import { Problem } from '@sagaworks/chassis';

/** Refuses to act on other dead letters than the operator has looked at. */
export const anotherNumber = (found: number, expected: number): Problem =>
  new Problem({
    status: 409,
    code: 'another-number',
    detail: `These are ${found} dead letters, not ${expected}: look again.`,
    more: { total: found },
  });
