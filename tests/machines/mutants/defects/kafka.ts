import type { Mutant } from '../mutant.js';

/** How one consumer of Kafka lives and ends. */
export const kafkaMutants: readonly Mutant[] = [
  {
    name: 'an unforeseen failure of a look ends the supervision of a consumer',
    rule: 'what cannot be seen is no verdict',
    file: 'libs/messaging/src/kafka/watch.ts',
    find: "if (!(error instanceof BrokerAway)) this.logger.warn({ err: error }, 'cannot see how the consumer is doing');",
    replace: 'if (!(error instanceof BrokerAway)) throw error;',
    foundBy: 'spec libs/messaging/src/kafka/subscription.spec.ts',
  },
  {
    name: 'the next consumer joins beside one that does not leave',
    rule: 'a consumer is ended, by force if need be, before its successor joins',
    file: 'libs/messaging/src/kafka/member.ts',
    find: 'this.consumers.cut(this.#consumer);',
    replace: '',
    foundBy: 'spec libs/messaging/src/kafka/subscription.spec.ts',
  },
  {
    name: 'what is read of a partition that nobody works on is dropped',
    rule: 'a partition that is assigned and has no one to work on it replaces its consumer',
    file: 'libs/messaging/src/kafka/member.ts',
    find: 'if (!accepted) return this.#refuse({ topic, partition });',
    replace: 'if (!accepted) return;',
    foundBy: 'spec libs/messaging/src/kafka/subscription.spec.ts',
  },
  {
    name: 'room in a full sequence wakes nobody',
    rule: 'each state that is full names what wakes it, and that end wakes it',
    file: 'libs/messaging/src/kafka/pump.ts',
    find: 'if (this.#handedAt !== undefined || this.#rejected?.error instanceof SequenceFull) this.#waking.abort();',
    replace: '',
    foundBy: 'spec libs/messaging/src/kafka/pump.spec.ts',
  },
];
