import { CancelOrder, PlaceOrder, ReceiveParcel, ReturnOrder } from '@sagaworks/contracts';
import type { Messaging } from '@sagaworks/messaging';
import {
  fulfilOrder,
  type CancelOrderReply,
  type PlaceOrderReply,
  type ReturnOrderReply,
} from '@sagaworks/orders/testing';
import type { ReceiveParcelReply } from '@sagaworks/shipping/testing';
import type { Profile } from '../mischief/profiles.js';
import type { Surroundings } from '../network/link.js';
import type { Shop } from '../services/shop.js';
import type { EventLog } from '../world/event-log.js';
import { orderOf, uuid, type Placed } from './orders.js';

/** What one customer was told. */
export interface Told {
  readonly wanted: Placed;
  readonly orderId: string;
  readonly sagaId: string;
  readonly total: number;
  cancel?: CancelOrderReply['answer'];
  returned?: boolean;
}

/** The services are up by then. */
const OPENS_AFTER_MS = 100;
const GIVES_UP_AFTER_MS = 8_000;
const TRIES = 10;
const AGAIN_MS = 1_000;
const [ORDER, REQUEST, RETURN] = [1, 2, 3];

/** Everybody who asks the shop for something: customers who order, repeat, cancel and send back, and the warehouse. */
export class Customers {
  /** By order; only orders that somebody was told of. */
  readonly told = new Map<string, Told>();
  readonly #heardOf = new Set<Placed>();
  /** Told of two orders for one Idempotency-Key, or the like. */
  readonly contradictions: string[] = [];
  #busy = 0;
  #arrived = 0;
  #requests = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly shop: Shop,
    private readonly log: EventLog,
    private readonly profile: Profile,
    private readonly orders: number,
  ) {
    around.scheduler.world(OPENS_AFTER_MS, () => this.#arrive());
  }

  get allArrived(): boolean {
    return this.#arrived === this.orders;
  }

  /** Nobody comes any more, and nobody waits for an answer or means to ask. */
  get done(): boolean {
    return this.allArrived && this.#busy === 0;
  }

  /** An order's parcel is on its way. */
  onFulfilled(orderId: string): void {
    const told = this.told.get(orderId);
    if (told === undefined || !this.around.dice.chance(this.profile.customers.returns)) return;
    this.#later(this.around.dice.between(10, 2_000), () => this.#sendBack(told, TRIES));
  }

  #arrive(): void {
    const { of, everyMs } = this.profile.crowds;
    const crowd = Math.min(1 + this.around.dice.below(2 * of), this.orders - this.#arrived);
    for (let each = 0; each < crowd; each += 1) this.#come();
    if (!this.allArrived) this.around.scheduler.world(this.around.dice.between(0, 2 * everyMs), () => this.#arrive());
  }

  #come(): void {
    this.#arrived += 1;
    const wanted = orderOf(this.#arrived, this.around.dice, this.profile.customers);
    this.#place(wanted, TRIES);
    if (wanted.idempotency !== undefined && this.around.dice.chance(this.profile.customers.repeats))
      this.#later(this.around.dice.between(0, 50), () => this.#place(wanted, TRIES));
  }

  #place(wanted: Placed, tries: number): void {
    const orderId = uuid(ORDER, this.#requests + 1);
    this.#ask(
      'orders',
      (messaging) =>
        messaging.request(
          PlaceOrder,
          { orderId, ...wanted },
          { id: orderId, sagaId: messaging.idFor(orderId, fulfilOrder.name) },
        ),
      (reply) => {
        // Who does not know and has no key to repeat it by asks no more.
        if (reply === undefined)
          return wanted.idempotency === undefined || tries === 0
            ? undefined
            : this.#later(AGAIN_MS, () => this.#place(wanted, tries - 1));
        const answer = reply as PlaceOrderReply;
        if ('refused' in answer)
          return void this.contradictions.push(
            `${wanted.customerId} repeats an order and is told that the key was used for another`,
          );
        this.#heard(wanted, answer.placed);
      },
    );
  }

  #heard(wanted: Placed, { orderId, sagaId, total }: Extract<PlaceOrderReply, { placed: unknown }>['placed']): void {
    if (this.told.has(orderId)) return;
    if (wanted.idempotency !== undefined && this.#heardOf.has(wanted))
      this.contradictions.push(`${wanted.customerId} has two orders for one key`);
    const told: Told = { wanted, orderId, sagaId, total: total.amount };
    this.told.set(orderId, told);
    this.#heardOf.add(wanted);
    this.log.note(`${orderId} accepted`);
    const { dice } = this.around;
    if (dice.chance(this.profile.customers.cancels))
      this.#later(dice.chance(0.9) ? dice.between(0, 300) : dice.between(300, 60_000), () => this.#cancel(told, TRIES));
  }

  #cancel(told: Told, tries: number): void {
    const { orderId, sagaId } = told;
    this.#ask(
      'orders',
      (messaging, id) => messaging.request(CancelOrder, { orderId, sagaId }, { id, sagaId }),
      (reply) => {
        if (reply === undefined)
          return tries === 0 ? undefined : this.#later(AGAIN_MS, () => this.#cancel(told, tries - 1));
        told.cancel = (reply as CancelOrderReply).answer;
        this.log.note(`${orderId} cancel ${told.cancel}`);
      },
    );
  }

  #sendBack(told: Told, tries: number): void {
    const { orderId, sagaId } = told;
    const returnId = uuid(RETURN, Number.parseInt(orderId.slice(-12), 16));
    this.#ask(
      'orders',
      (messaging, id) => messaging.request(ReturnOrder, { orderId, sagaId, returnId }, { id, sagaId: returnId }),
      (reply) => {
        if (reply === undefined)
          return tries === 0 ? undefined : this.#later(AGAIN_MS, () => this.#sendBack(told, tries - 1));
        const { answer } = reply as ReturnOrderReply;
        if (answer !== 'started' && answer !== 'known')
          return void this.contradictions.push(`${orderId} is fulfilled and cannot be returned: ${answer}`);
        told.returned = true;
        this.log.note(`${orderId} return ${answer}`);
        if (this.around.dice.chance(0.8))
          this.#later(this.around.dice.between(100, 20_000), () => this.#receive(orderId, TRIES));
      },
    );
  }

  #receive(orderId: string, tries: number): void {
    this.#ask(
      'shipping',
      (messaging, id) => messaging.request(ReceiveParcel, { orderId }, { id }),
      (reply) => {
        const received = reply !== undefined && (reply as ReceiveParcelReply).answer === 'received';
        this.log.note(`${orderId} parcel ${received ? 'received' : 'not received'}`);
        if (!received && tries > 0) this.#later(2_000, () => this.#receive(orderId, tries - 1));
      },
    );
  }

  /** Asks a process of the service; `undefined` is heard when it says nothing, or that it cannot now. */
  #ask(
    service: string,
    request: (messaging: Messaging, id: string) => Promise<unknown>,
    heard: (reply: unknown) => void,
  ): void {
    const { scheduler, dice } = this.around;
    this.#requests += 1;
    this.#busy += 1;
    const id = uuid(REQUEST, this.#requests);
    let open = true;
    const hear = (reply: unknown): void => {
      if (!open) return;
      open = false;
      this.#busy -= 1;
      heard(reply);
    };
    const process = this.shop.processOf(service);
    if (process === undefined) return void scheduler.world(10, () => hear(undefined));
    scheduler.world(GIVES_UP_AFTER_MS, () => hear(undefined));
    const answer = (reply: unknown) => scheduler.world(dice.between(0.5, 3), () => hear(reply));
    scheduler.after(
      dice.between(0.5, 3),
      () => void request(process.messaging, id).then(answer, () => answer(undefined)),
      process,
    );
  }

  #later(milliseconds: number, work: () => void): void {
    this.#busy += 1;
    this.around.scheduler.world(milliseconds, () => {
      this.#busy -= 1;
      work();
    });
  }
}
