import type { Mutant } from '../mutant.js';

/** What people are shown, and what they do. */
export const operatorMutants: readonly Mutant[] = [
  {
    name: 'what has waited too long is not over its bound',
    rule: 'every wait has an age that is seen',
    file: 'libs/messaging/src/operations/waits/wait.ts',
    find: 'over: bound === 0 || age > bound,',
    replace: 'over: bound === 0,',
    foundBy: 'spec libs/messaging/src/operations/waits/own-waits.spec.ts',
  },
  {
    name: 'a door that was closed once is told for ever',
    rule: 'no latched fault: what works again is green',
    file: 'libs/messaging/src/operations/waits/own-waits.ts',
    find: 'if (open) since.delete(saga);',
    replace: 'if (open) since.has(saga);',
    foundBy: 'spec libs/messaging/src/operations/waits/own-waits.spec.ts',
  },
  {
    name: 'a customer writes to the operator’s terminal',
    rule: 'text from outside is shown, never obeyed',
    file: 'apps/cli/src/printable.ts',
    find: '|(?!\\n)\\p{Cc}/gu',
    replace: '/gu',
    foundBy: 'spec apps/cli/src/printable.spec.ts',
  },
  {
    name: 'one service that does not answer hides what the others have',
    rule: 'a list holds what those have that answer, and names the one that is missing',
    file: 'apps/cli/src/lists.ts',
    find: 'failures.find(({ error }) => !isSilence(error))',
    replace: 'failures[0]',
    foundBy: 'spec apps/cli/src/program.spec.ts',
  },
  {
    name: 'the exit code says that all is well while something has waited too long',
    rule: 'status exits other than 0 for every age above its bound',
    file: 'apps/cli/src/status.ts',
    find: '(late ?? []).length === 0 &&',
    replace: '(late ?? []).length >= 0 &&',
    foundBy: 'spec apps/cli/src/status.spec.ts',
  },
];
