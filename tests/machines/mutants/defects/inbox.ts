import type { Mutant } from '../mutant.js';

/** Which messages count, and when. */
export const inboxMutants: readonly Mutant[] = [
  {
    name: 'a message is marked before its handler has succeeded',
    rule: "the mark is in the handler's transaction",
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: 'this.inbox.mark(tx, sortedMarks(units))',
    replace: 'this.inbox.mark(Object.create(tx, { afterCommit: { value: queueMicrotask } }), sortedMarks(units))',
    foundBy: 'simulation',
  },
  {
    name: 'duplicates are handled again',
    rule: 'a marked message is not handled again',
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: 'new Set(units.filter((unit) => !unseen.delete(unit.message.inboxId)))',
    replace: 'new Set<WorkUnit>()',
    foundBy: 'simulation',
  },
  {
    name: 'two of the same in one batch are both handled',
    rule: 'duplicates inside a batch are duplicates too',
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: '!unseen.delete(unit.message.inboxId)',
    replace: '!unseen.has(unit.message.inboxId)',
    foundBy: 'simulation',
  },
  {
    name: 'marks are forgotten after five seconds',
    rule: 'the dedup window is longer than anything can come again',
    file: 'libs/messaging/src/batch/kafka-source.ts',
    find: '!unseen.delete(unit.message.inboxId)',
    replace: '!unseen.delete(unit.message.inboxId) && Date.now() - unit.message.time.getTime() < 5_000',
    foundBy: 'simulation',
  },
  {
    name: 'a message is known by its place in the topic',
    rule: 'a message is known by its id, wherever it stands',
    file: 'libs/messaging/src/message/cloudevents.ts',
    find: 'UUID.test(id) ? id.toLowerCase() : derivedId(source, id)',
    replace: 'derivedId(record.topic, String(record.partition), record.offset)',
    foundBy: 'simulation',
  },
  {
    name: 'offsets are resolved before the commit',
    rule: 'offsets are resolved only after the commit',
    file: 'libs/messaging/src/messaging.ts',
    find: 'await Promise.all(units.map((unit) => this.parts.runner.submit(unit)));',
    replace: 'for (const unit of units) this.parts.runner.submit(unit).catch(() => undefined);',
    foundBy: 'simulation',
  },
  {
    name: 'a batch is run last come, first served',
    rule: 'messages of one key are handled in the order of their topic',
    file: 'libs/messaging/src/batch/runner.ts',
    find: 'this.#waiting.push({ unit, resolve, reject });',
    replace: 'this.#waiting.unshift({ unit, resolve, reject });',
    foundBy: 'simulation',
  },
  {
    name: 'a lost connection counts as a failure of the message',
    rule: 'outages re-run the batch and never count as tries',
    file: 'libs/messaging/src/batch/runner.ts',
    find: "error instanceof MessagingError && error.retry === 'outage'",
    replace: "error instanceof MessagingError && error.message === ''",
    foundBy: 'spec libs/messaging/src/batch/runner.spec.ts',
  },
];
