import type { Message, OutgoingMessage } from '@sagaworks/messaging';
import {
  cancellationRefused,
  captureRefused,
  cardDeclined,
  noCarrier,
  orderId,
  paymentAuthorised,
  paymentCaptured,
  paymentVoided,
  shipmentBooked,
  shipmentCancelled,
  shipmentDispatched,
  stockRefused,
  stockReleased,
  stockReserved,
  voidRefused,
} from './an-order.js';

interface Answers {
  readonly yes: OutgoingMessage;
  readonly no?: OutgoingMessage;
  readonly undo?: { readonly type: string; readonly done: OutgoingMessage; readonly cannot?: OutgoingMessage };
}

const STEPS: Readonly<Record<string, Answers>> = {
  'reserve-stock': {
    yes: stockReserved,
    no: stockRefused,
    undo: { type: 'inventory.release-stock', done: stockReleased },
  },
  'authorise-payment': {
    yes: paymentAuthorised,
    no: cardDeclined,
    undo: { type: 'payments.void-payment', done: paymentVoided, cannot: voidRefused },
  },
  'book-shipment': {
    yes: shipmentBooked,
    no: noCarrier,
    undo: { type: 'shipping.cancel-shipment', done: shipmentCancelled, cannot: cancellationRefused },
  },
  'capture-payment': { yes: paymentCaptured, no: captureRefused },
  'dispatch-shipment': { yes: shipmentDispatched },
};

/** Participants that keep the protocol: each gives its first final answer again, and an undo that comes first makes the action be refused. */
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
    const answers = STEPS[step]!;
    const answer = contract.type === answers.undo?.type ? this.#undo(step, answers) : this.#do(step, answers);
    return [messageOf(answer, step, saga!.ask!)];
  }

  #do(step: string, { yes, no }: Answers): OutgoingMessage {
    const at = this.#books.get(step) ?? (no !== undefined && this.dice() < 0.15 ? 'refused' : 'done');
    if (!this.#books.has(step)) this.#books.set(step, at);
    return at === 'done' || at === 'stays' ? yes : no!;
  }

  #undo(step: string, { undo }: Answers): OutgoingMessage {
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
