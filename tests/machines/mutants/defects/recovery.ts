import type { Mutant } from '../mutant.js';

/** Messages that fail, and those behind them. */
export const recoveryMutants: readonly Mutant[] = [
  {
    name: 'a message overtakes a parked one of its key',
    rule: 'what comes behind a parked message is parked behind it',
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: 'if (error === undefined && !blocked.has(nameOf(unit))) run.add(unit);',
    replace: 'if (error === undefined) run.add(unit);',
    foundBy: 'simulation',
  },
  {
    name: 'a message overtakes one of its key that fails in the same batch',
    rule: 'what comes behind a failing message in its batch is parked behind it',
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: 'else if (error !== undefined && !this.#diesAtOnce(unit, error)) blocked.add(nameOf(unit));',
    replace: '',
    foundBy: 'simulation',
  },
  {
    name: 'the drain settles a head that another process has taken',
    rule: 'the drain settles only what it has locked and found unchanged',
    file: 'libs/messaging/src/recovery/parking/retry-source.ts',
    find: 'new Set(units.filter((unit) => locked.has(this.#heads.get(unit)!)))',
    replace: 'new Set(locked.size < 0 ? [] : units)',
    foundBy: 'simulation',
  },
  {
    name: 'a message that was tried again with success stays marked as parked',
    rule: 'the inbox tells of each message whether it is handled, parked or dead',
    file: 'libs/messaging/src/recovery/parking/retry-source.ts',
    find: 'handled.map(({ message }) => markOf(message)),',
    replace: '[],',
    foundBy: 'simulation',
  },
  {
    name: 'a message that is given up becomes no dead letter',
    rule: 'accepted is applied, duplicate, retrying or dead-lettered: nothing is dropped',
    file: 'libs/messaging/src/recovery/parking/retry-source.ts',
    find: 'dead.map(({ next: { head }, error }) => ({',
    replace: 'dead.slice(dead.length).map(({ next: { head }, error }) => ({',
    foundBy: 'simulation',
  },
  {
    name: 'a failed try removes the message from its sequence',
    rule: 'a failing message is retried from where it is parked',
    file: 'libs/messaging/src/recovery/parking/retry-source.ts',
    find: "return { unit, error, next: { head, then: 'retry', delayMs, failure: failureOf(error) } };",
    replace: "return { unit, error, next: { head, then: 'remove' } };",
    foundBy: 'simulation',
  },
  {
    name: 'a dead letter loses its key',
    rule: 'a dead letter keeps id, key and value of its message',
    file: 'libs/messaging/src/recovery/dead-letters/dlq-record.ts',
    find: 'key: indexable(dead.key), headers',
    replace: "key: '', headers",
    foundBy: 'simulation',
  },
  {
    name: 'each type that a stranger makes up is a series of its own',
    rule: 'names from outside are few series of a metric',
    file: 'libs/messaging/src/recovery/metrics.ts',
    find: "buried.of({ type, 'error.type': errorClass })",
    replace: "{ type, 'error.type': errorClass }",
    foundBy: 'spec libs/messaging/src/recovery/metrics.spec.ts',
  },
];
