import type { Message, OutgoingMessage } from '@sagaworks/messaging';
import { orderId } from './an-order.js';
import { story, type Telling } from './story.js';

const TELLINGS = new Map(story.map((telling) => [telling.step, telling]));

/**
 * Participants that keep the protocol: each gives its first final answer again, and an undo that comes
 * first makes the action be refused.
 */
export class Participants {
  readonly #books = new Map<string, 'done' | 'refused' | 'undone' | 'stays'>();

  constructor(
    private readonly dice: () => number,
    private readonly undoRefused: number,
  ) {}

  /** Steps whose effect stands at the participant. */
  get standing(): string[] {
    return [...this.#books].filter(([, at]) => at === 'done' || at === 'stays').map(([step]) => step);
  }

  answer({ contract, saga }: OutgoingMessage): Message[] {
    const step = saga!.step!;
    const telling = TELLINGS.get(step)!;
    const answer =
      contract.type === telling.undo?.ask.contract.type ? this.#undo(step, telling) : this.#do(step, telling);
    return [messageOf(answer, step, saga!.ask!)];
  }

  #do(step: string, { yes, no }: Telling): OutgoingMessage {
    const at = this.#books.get(step) ?? (no !== undefined && this.dice() < 0.15 ? 'refused' : 'done');
    if (!this.#books.has(step)) this.#books.set(step, at);
    return at === 'done' || at === 'stays' ? yes : no!;
  }

  #undo(step: string, { undo }: Telling): OutgoingMessage {
    const at = this.#books.get(step);
    const stays = at === 'stays' || (at === 'done' && undo!.cannot !== undefined && this.dice() < this.undoRefused);
    this.#books.set(step, stays ? 'stays' : 'undone');
    return stays ? undo!.cannot! : undo!.done;
  }
}

function messageOf({ contract, data }: OutgoingMessage, step: string, ask: number): Message {
  const id = `${contract.type}/${step}/${ask}`;
  return {
    id,
    inboxId: id,
    type: contract.type,
    version: 1,
    source: `/${contract.owner}`,
    time: new Date(0),
    key: orderId,
    data,
    correlationId: orderId,
    step,
    ask,
    trace: {},
  };
}
