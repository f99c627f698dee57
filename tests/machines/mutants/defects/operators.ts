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
  {
    name: 'what another version answers is taken for an answer',
    rule: 'an answer is held against its schema, and one that does not fit is told of',
    file: 'apps/cli/src/client.ts',
    find: 'if (parsed.success) return parsed.data;',
    replace: 'if (parsed.success || status === 200) return jsonOf(text) as T;',
    foundBy: 'spec apps/cli/src/versions.spec.ts',
  },
  {
    name: 'a list refuses the cursor that it gave behind a long key',
    rule: 'a list goes on behind whatever it has shown',
    file: 'libs/chassis/src/http/page.ts',
    find: 'const LONGEST = 8_000;',
    replace: 'const LONGEST = 500;',
    foundBy: 'spec libs/chassis/src/http/page.spec.ts',
  },
  {
    name: 'a missing topic is young again with each message for it',
    rule: 'every wait has an age that is seen',
    file: 'libs/messaging/src/relay/withheld.ts',
    find: 'if (!this.#since.has(topic)) this.#since.set(topic, new Date());',
    replace: 'this.#since.set(topic, new Date());',
    foundBy: 'spec libs/messaging/src/relay/withheld.spec.ts',
  },
];
