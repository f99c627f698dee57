import type { Evidence, Violation } from './evidence.js';

/** Whoever gets a command after its deadline begins nothing any more. */
export const deadlines = ({ effects }: Evidence): Violation[] =>
  effects
    .filter(({ begunLate }) => begunLate)
    .map(({ service, type, id, key }) => ({
      rule: 'nothing is begun after its deadline',
      orderId: key,
      what: `${service} obeyed ${type} ${id}`,
    }));
