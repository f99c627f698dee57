import type { Message, OutgoingMessage } from '@sagaworks/messaging';
import { advance, fresh, type Incoming, type Instance } from '@sagaworks/messaging/testing';
import { anOrder, orderId } from './an-order.js';
import { fulfilOrder } from '../fulfil-order/fulfil-order.saga.js';
import { Participants } from './random-participants.js';

/** What the dice may do in one run. */
export interface Chances {
  /** An undo is refused for good. */
  readonly undoRefused: number;
  /** Commands and replies overtake each other. */
  readonly disorder: boolean;
}

/** A run of one order in which chance decides what happens next: for specs. The same seed gives the same run. */
export class RandomWorld {
  readonly participants: Participants;
  readonly sent: OutgoingMessage[] = [];
  instance: Instance = fresh(fulfilOrder, { id: orderId, businessKey: orderId, data: anOrder });
  #now = new Date('2030-01-01T12:00:00Z');
  readonly #commands: OutgoingMessage[] = [];
  readonly #replies: Message[] = [];
  readonly #heard: Message[] = [];

  constructor(
    seed: number,
    readonly chances: Chances,
    readonly watch: (world: RandomWorld, outgoing: readonly OutgoingMessage[]) => void,
  ) {
    this.dice = mulberry32(seed);
    this.participants = new Participants(this.dice, chances.undoRefused);
    this.#tell({ kind: 'start' });
  }
  readonly dice: () => number;

  /** Some turns of mischief, then everything still on its way arrives. */
  run(turns: number): void {
    for (let turn = 0; turn < turns; turn += 1) this.#turn();
    for (let left = 500; left > 0 && (this.#commands.length > 0 || this.#replies.length > 0); left -= 1)
      this.#deliver();
    while (this.#awaitsSomething() && (this.#missDeadline(), this.#commands.length > 0))
      while (this.#commands.length + this.#replies.length > 0) this.#deliver();
  }

  #turn(): void {
    const dice = this.dice();
    if (dice < 0.7) this.#deliver();
    else if (dice < 0.82) this.#missDeadline();
    else if (dice < 0.95) this.#repeat();
    else this.#tell({ kind: 'cancel' });
  }

  #deliver(): void {
    const toSaga = this.#commands.length === 0 || (this.#replies.length > 0 && this.dice() < 0.5);
    if (toSaga) this.#hear(this.#take(this.#replies, this.chances.disorder));
    else this.#replies.push(...this.participants.answer(this.#take(this.#commands, this.chances.disorder)!));
  }

  #take<T>(from: T[], anyOrder: boolean): T | undefined {
    return from.splice(anyOrder ? Math.floor(this.dice() * from.length) : 0, 1)[0];
  }

  #hear(message: Message | undefined): void {
    if (message === undefined) return;
    this.#heard.push(message);
    this.#tell({ kind: 'reply', message });
  }

  #repeat(): void {
    const message = this.#heard[Math.floor(this.dice() * this.#heard.length)];
    if (message !== undefined) this.#tell({ kind: 'reply', message });
  }

  #awaitsSomething(): boolean {
    return this.instance.phase.status === 'running' || this.instance.phase.status === 'compensating';
  }

  #missDeadline(): void {
    const awaited = Object.entries(this.instance.steps).flatMap(([step, state]) =>
      'due' in state && state.due !== undefined ? [{ step, state, due: state.due }] : [],
    );
    const first = awaited.sort((one, other) => one.due - other.due)[0];
    if (first === undefined || !this.#awaitsSomething()) return;
    this.#now = new Date(Math.max(first.due, this.#now.getTime()));
    this.#tell({
      kind: 'deadline',
      step: first.step,
      asking: first.state.at === 'undoing' ? 'undo' : 'do',
      ask: first.state.asks,
    });
  }

  #tell(incoming: Incoming): void {
    const { instance, outgoing } = advance(fulfilOrder, this.instance, incoming, this.#now);
    this.instance = instance;
    this.sent.push(...outgoing);
    this.#commands.push(...outgoing.filter(({ contract }) => contract.kind === 'command'));
    this.watch(this, outgoing);
  }
}

/** A small generator of pseudo-random numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
