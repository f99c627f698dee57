import type { Mutant } from '../mutant.js';

/** Going forward, turning round, and what is owed then. */
export const sagaMutants: readonly Mutant[] = [
  {
    name: 'only what said yes is undone',
    rule: 'the silent step is undone too, since it may have happened',
    file: 'libs/messaging/src/saga/roll-back.ts',
    find: "(at === 'asked' || at === 'done')",
    replace: "(at === 'done')",
    foundBy: 'simulation',
  },
  {
    name: 'compensations run in the order of the actions',
    rule: 'compensations run in reverse, one after the other',
    file: 'libs/messaging/src/saga/roll-back.ts',
    find: 'const step = steps.findLast((each)',
    replace: 'const step = steps.find((each)',
    foundBy: 'spec libs/messaging/src/saga/advance.spec.ts',
  },
  {
    name: 'a late yes is ignored',
    rule: 'a yes after the confirmed undo is owed its undo',
    file: 'libs/messaging/src/saga/replied.ts',
    find: 'if (!isLate || ',
    replace: 'if (isLate || !isLate || ',
    foundBy: 'spec libs/messaging/src/saga/advance.spec.ts',
  },
  {
    name: 'an order can be cancelled while its money is being taken',
    rule: 'the point of no return is the moment the pivot is asked',
    file: 'libs/messaging/src/saga/cancel.ts',
    find: "step.kind === 'pivot' && instance.steps[step.name] !== undefined",
    replace: "step.kind === 'pivot' && instance.steps[step.name]?.at === 'done'",
    foundBy: 'simulation',
  },
  {
    name: 'deadlines are missed without a word',
    rule: 'what is not answered in time is asked again, or rolled back',
    file: 'libs/messaging/src/saga/missed.ts',
    find: "note(turn, { kind: 'deadline-missed', step: name, ask, ...(asking === 'undo' ? { detail: 'of its undo' } : {}) });",
    replace: 'return instance;',
    foundBy: 'simulation',
  },
  {
    name: 'an undo that is not answered at once is left to a person',
    rule: 'an undo is asked again, and a person told only after its last ask',
    file: 'libs/messaging/src/saga/missed.ts',
    find: 'if (asks < step.undo.asks)',
    replace: 'if (asks < 0)',
    foundBy: 'spec libs/messaging/src/saga/advance.spec.ts',
  },
  {
    name: 'deadlines are acted on while the answer lies unread',
    rule: 'a deadline counts once all is read that was there when it fell due',
    file: 'libs/messaging/src/saga/deadlines/read-progress.ts',
    find: 'if (open.length === 0) return true;',
    replace: 'if (open.length >= 0) return true;',
    foundBy: 'spec libs/messaging/src/saga/deadlines/read-progress.spec.ts',
  },
  {
    name: 'a request is run again though its commit may have worked',
    rule: 'a lost answer to COMMIT is looked up, not repeated',
    file: 'libs/messaging/src/handler/doubts.ts',
    find: 'if (doubted.length === 0 || sagas?.moved === undefined) return NONE;',
    replace: 'if (doubted.length >= 0 || sagas?.moved === undefined) return NONE;',
    foundBy: 'spec libs/messaging/src/saga/commit-in-doubt.spec.ts',
  },
];
