import type { WaitItem } from '../schemas/waits.js';
import type { Condition, Found } from './condition.js';
import type { ConditionName } from './conditions.js';

/** One of `CONDITIONS`. */
export type NamedCondition = Condition & { readonly name: ConditionName };

/** @param seconds since `found.since`, on the clock that gave it */
export function waitOf(condition: NamedCondition, found: Found, seconds: number): WaitItem {
  const { name, bound, unready } = condition;
  const age = Math.max(0, seconds);
  return {
    ...found,
    name,
    text: condition.text(found),
    age,
    bound,
    over: bound === 0 || age > bound,
    unready,
    next: condition.next(found.of),
    look: condition.look(found.of),
    own: condition.sql === undefined,
  };
}
