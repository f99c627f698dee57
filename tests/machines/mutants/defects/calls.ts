import type { Mutant } from '../mutant.js';

/** Calls to the outside. */
export const callMutants: readonly Mutant[] = [
  {
    name: 'a call with an unknown outcome is repeated blindly',
    rule: 'an unknown outcome is looked up first',
    file: 'libs/messaging/src/calls/attempt.ts',
    find: 'if (call.begun || now',
    replace: 'if (now',
    foundBy: 'simulation',
  },
  {
    name: 'each attempt has an idempotency key of its own',
    rule: 'the party sees one key, that of the action',
    file: 'libs/messaging/src/calls/attempt.ts',
    find: 'performer.perform(request, { key, signal })',
    replace: 'performer.perform(request, { key: `${key}/${call.tries}`, signal })',
    foundBy: 'simulation',
  },
  {
    name: 'calls about one key are made at the same time',
    rule: 'at most one call per key at a time, in order',
    file: 'libs/messaging/src/calls/held-calls.ts',
    find: 'if (first !== undefined) {',
    replace: 'if (this.#settled.has(line)) {',
    foundBy: 'simulation',
  },
  {
    name: 'an answer that cannot be brought in at once is forgotten',
    rule: 'the answer comes back as a message, however long it takes',
    file: 'libs/messaging/src/calls/caller.ts',
    find: "again = outcome === undefined || (outcome.kind === 'failed' && call.answerRetryMs !== undefined);",
    replace: 'again = false;',
    foundBy: 'simulation',
  },
  {
    name: 'the answer to a call is taken twice',
    rule: 'an answer is taken by whoever claims its call',
    file: 'libs/messaging/src/calls/answer-source.ts',
    find: 'return new Set([...claimed].filter((unit) => !failed.has(unit)));',
    replace: 'return new Set(units.filter((unit) => !failed.has(unit)));',
    foundBy: 'simulation',
  },
  {
    name: 'a process that stood still goes on with calls that others have',
    rule: 'who was taken for dead makes no calls',
    file: 'libs/messaging/src/calls/caller.ts',
    find: "if (!this.#heartbeat.alive) return 'not-now';\n    return await",
    replace: 'return await',
    foundBy: 'spec libs/messaging/src/calls/caller.spec.ts',
  },
  {
    name: 'a party is given up for one key that keeps failing',
    rule: 'the breaker counts failures of different keys',
    file: 'libs/messaging/src/calls/circuit-breaker.ts',
    find: 'this.#failedKeys.add(key);',
    replace: 'this.#failedKeys.add(`${this.#failedKeys.size} ${key}`);',
    foundBy: 'spec libs/messaging/src/calls/circuit-breaker.spec.ts',
  },
];
