import { MessageNotBelieved } from '../errors.js';
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
  /**
   * Exactly these messages go out, in this order; without any, nothing does. Tags are compared where `asked` names
   * them.
   */
  then(...expected: readonly OutgoingMessage[]): Conversation;
}

/**
 * A saga tested as a conversation: given past messages, when one arrives, then these go out. Without a broker, a
 * database or a clock: time stands still but for deadlines, which are reached when they are said.
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
    this.#instance = instanceOf(definition, data);
    this.#last = this.#advance({ said: 'start' });
  }

  /** The start alone, or the last of what has happened before, makes exactly these go out. */
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

  /** This reply is not believed, for this reason, and changes nothing. */
  doubts(said: OutgoingMessage, why: RegExp): Conversation {
    const before = this.#instance;
    const believed = this.#believed(said, why);
    this.#instance = before;
    if (!believed) return this;
    throw new Error(`${said.contract.type} was believed, but should be doubted: ${why}`);
  }

  #believed(said: Said, why: RegExp): boolean {
    try {
      this.#advance(said);
      return true;
    } catch (error) {
      if (error instanceof MessageNotBelieved && why.test(error.message)) return false;
      throw error;
    }
  }

  /** Where the saga stands now. */
  stands(status: SagaStatus): Conversation {
    expectSame(`the saga stands`, [status], [this.#instance.phase.status], this.#events);
    return this;
  }

  /** What the saga knows by now, all of it. */
  remembers(data: object): Conversation {
    expectSame('the saga remembers', [JSON.stringify(data)], [JSON.stringify(this.#instance.data)], this.#events);
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

/** The saga is about what its first command is about: the key that all its messages have. */
function instanceOf(definition: SagaDefinition, data: object): Instance {
  const id = '00000000-0000-5000-8000-000000000001';
  const unnamed = fresh(definition, { id, businessKey: '', data });
  const [first] = advance(definition, unnamed, { kind: 'start' }, new Date(0)).outgoing;
  const key = (first!.data as Record<string, unknown>)[first!.contract.key];
  return { ...unnamed, businessKey: String(key) };
}

/** Begins a conversation with a saga over this data; it has started when this returns. */
export const conversation = <D extends object>(definition: SagaDefinition<D>, data: D): Conversation =>
  new Conversation(definition, data);
