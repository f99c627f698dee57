import type { OutgoingMessage } from '../message/contract.js';
import { checkOutgoing } from '../message/read.js';
import { advance, type Advanced } from '../saga/engine/advance.js';
import type { SagaDefinition } from '../saga/definition.js';
import type { HistoryKind } from '../saga/engine/incoming.js';
import { fresh, type Instance, type SagaStatus } from '../saga/engine/instance.js';
import { expectSame, sayMessages } from './conversation-diff.js';
import { incomingOf, type Said } from './conversation-said.js';

/** What goes out in answer. Not to be awaited: `then` is the word of the conversation. */
export interface Heard {
  /** Exactly these messages go out, in this order; without any, nothing does. Tags are compared where `asked` names them. */
  then(...expected: readonly OutgoingMessage[]): Conversation;
}

/**
 * A saga tested as a conversation: given past messages, when one arrives, then these go out. Without a broker, a database or
 * a clock: time stands still but for deadlines, which are reached when they are said.
 */
export class Conversation {
  #instance: Instance;
  #now = new Date('2030-01-01T12:00:00.000Z');
  #last: Advanced;
  readonly #events: string[] = [];

  constructor(
    private readonly definition: SagaDefinition,
    data: object,
  ) {
    this.#instance = fresh(definition, {
      id: '00000000-0000-5000-8000-000000000001',
      businessKey: 'the-only-one',
      data,
    });
    this.#last = this.#advance({ said: 'start' });
  }

  /** The start alone makes exactly these go out. */
  opensWith(...expected: readonly OutgoingMessage[]): Conversation {
    return this.#expect(expected);
  }

  /** What has happened before; what went out then does not matter. */
  given(...past: readonly Said[]): Conversation {
    for (const said of past) this.#advance(said);
    return this;
  }

  when(said: Said): Heard {
    this.#advance(said);
    return { then: (...expected) => this.#expect(expected) };
  }

  /** Where the saga stands now. */
  stands(status: SagaStatus): Conversation {
    expectSame(`the saga stands`, [status], [this.#instance.phase.status], this.#events);
    return this;
  }

  /** What the last event wrote into the history. */
  notes(...kinds: readonly HistoryKind[]): Conversation {
    expectSame(
      'the history notes',
      kinds,
      this.#last.history.map(({ kind }) => kind),
      this.#events,
    );
    return this;
  }

  #advance(said: Said): Advanced {
    const { incoming, now } = incomingOf(said, this.definition, this.#instance, this.#now);
    this.#now = now;
    this.#events.push(
      JSON.stringify(incoming, (key, value: unknown) => (key === 'data' || key === 'trace' ? undefined : value)),
    );
    this.#last = advance(this.definition, this.#instance, incoming, now);
    for (const { contract, data } of this.#last.outgoing) checkOutgoing(contract, data);
    // What is not JSON would be lost between two messages in the database as well.
    this.#instance = JSON.parse(JSON.stringify(this.#last.instance)) as Instance;
    return this.#last;
  }

  #expect(expected: readonly OutgoingMessage[]): Conversation {
    expectSame('these go out', sayMessages(expected), sayMessages(this.#last.outgoing, expected), this.#events);
    return this;
  }
}

/** Begins a conversation with a saga over this data; it has started when this returns. */
export const conversation = <D extends object>(definition: SagaDefinition<D>, data: D): Conversation =>
  new Conversation(definition, data);
