import type { Mutant } from '../mutant.js';

/** What was decided, on its way to the broker. */
export const outboxMutants: readonly Mutant[] = [
  {
    name: 'messages are published before the commit',
    rule: 'the outbox is written in the deciding transaction',
    file: 'libs/messaging/src/batch/transact.ts',
    find: 'pipeline.outbox.write(tx, records)',
    replace: 'pipeline.outbox.write(Object.create(tx, { afterCommit: { value: queueMicrotask } }), records)',
    foundBy: 'simulation',
  },
  {
    name: 'rows are marked as sent before they are sent',
    rule: 'a row is marked once the broker has it',
    file: 'libs/messaging/src/relay/relay-loop.ts',
    find: 'if (await this.ports.send(entries)) {',
    replace:
      'void this.ports.rows()?.mark(entries.map(({ id }) => id)).catch(() => undefined);\n    if (await this.ports.send(entries)) {',
    foundBy: 'spec libs/messaging/src/relay/relay-loop.spec.ts',
  },
  {
    name: 'a send without an answer counts as sent',
    rule: 'a send is repeated until the broker has acknowledged it',
    file: 'libs/messaging/src/relay/relay-sender.ts',
    find: 'if (!(error instanceof MessageRefused)) throw error;',
    replace: "if (!(error instanceof MessageRefused)) return 'sent';",
    foundBy: 'simulation',
  },
  {
    name: 'what was just committed overtakes what is still to be read',
    rule: 'per key, the order of the commits is the order of the sends',
    file: 'libs/messaging/src/relay/relay-queue.ts',
    find: 'if (unsentBefore === undefined || !this.hasRoom || !unsentBefore.every((id) => this.#knows(id))) return false;',
    replace: '',
    foundBy: 'spec libs/messaging/src/relay/relay-queue.spec.ts',
  },
  {
    name: 'the outbox is read by id > last',
    rule: 'a number may be committed later than a higher one: reads go back far enough to find it',
    file: 'libs/messaging/src/relay/low-watermark.ts',
    find: 'began - this.#candidate.since >= SETTLED_MS',
    replace: 'began - this.#candidate.since >= 0',
    foundBy: 'spec libs/messaging/src/relay/low-watermark.spec.ts',
  },
  {
    name: 'reads begin behind the highest number that was sent',
    rule: 'what is unsent is read, whatever its number',
    file: 'libs/messaging/src/relay/relay-loop.ts',
    find: 'rows.read(this.queue.known, this.#floor.forRead(began))',
    replace: 'rows.read(this.queue.known, String(this.queue.sentUpTo()))',
    foundBy: 'spec libs/messaging/src/relay/relay-loop.spec.ts',
  },
  {
    name: 'what was once marked counts as sent for ever',
    rule: 'a mark that a crash has lost costs a message sent twice, never one that is not sent',
    file: 'libs/messaging/src/relay/relay-queue.ts',
    find: 'this.#remembered = new Recent(REMEMBERED);',
    replace: '',
    foundBy: 'spec libs/messaging/src/relay/relay-loop.spec.ts',
  },
];
