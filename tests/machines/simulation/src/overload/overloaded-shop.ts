import { PlaceOrder } from '@sagaworks/contracts';
import { fulfilOrder } from '@sagaworks/orders/testing';
import { orderOf, uuid, type Placed } from '../customers/orders.js';
import { profiles, quiet } from '../mischief/profiles.js';
import type { Surroundings } from '../network/link.js';
import type { Effect } from '../services/observed.js';
import { Shop } from '../services/shop.js';
import type { Dice } from '../world/dice.js';
import type { EventLog } from '../world/event-log.js';
import { START, type Scheduler } from '../world/scheduler.js';
import { capacityOf, MINUTE, partiesOf, type Scenario } from './scenario.js';

/** What became of one order, by virtual milliseconds since the start. */
export interface Course {
  readonly placedAt: number;
  /** Absent of one that was refused at the door. */
  acceptedAt?: number;
  end?: { readonly how: 'fulfilled' | 'cancelled' | 'needs-attention'; readonly at: number };
}

const ENDS: Readonly<Record<string, NonNullable<Course['end']>['how']>> = {
  'orders.order-fulfilled': 'fulfilled',
  'orders.order-cancelled': 'cancelled',
  'orders.order-needs-attention': 'needs-attention',
};

const nobodyRefuses = {
  declined: 0,
  captureRefused: 0,
  noCarrier: 0,
  undoRefused: 0,
  soldOut: 0,
  cancels: 0,
  repeats: 0,
  returns: 0,
};
const profile = quiet({ ...profiles[0]!, customers: nobodyRefuses });
/** The services are up by then. */
const OPENS_AFTER_MS = 1_000;

/** The shop under a steady stream of orders that nobody but time refuses. */
export class OverloadedShop {
  /** By order id, in the order in which they were placed. */
  readonly courses = new Map<string, Course>();
  readonly #shop: Shop;
  readonly #around: Surroundings;

  constructor(
    private readonly scheduler: Scheduler,
    dice: Dice,
    log: EventLog,
    private readonly scenario: Scenario,
  ) {
    this.#around = { scheduler, dice, mischief: () => profile };
    this.#shop = new Shop({
      around: this.#around,
      log,
      capacities: partiesOf(scenario),
      isDown: (party) => this.#isAway(party),
      isDatabaseAway: (service) => this.#isAway(`${service}-database`),
      onCall: () => undefined,
      watch: { before: () => undefined, committed: (effect) => this.#committed(effect) },
    });
    for (const deployment of this.#shop.deployments.values()) deployment.start();
    scheduler.world(OPENS_AFTER_MS, () => this.#arrive());
    if (scenario.outage?.of === 'kafka') this.#cutKafka(scenario.outage);
  }

  get minute(): number {
    return (this.scheduler.now - START) / MINUTE;
  }

  /** Calls that a service has not brought to an end. */
  openCalls(service: string): number {
    return this.#shop.deployment(service).disk.calls.counts.open;
  }

  #cutKafka({ fromMinute, minutes }: NonNullable<Scenario['outage']>): void {
    this.scheduler.world(fromMinute * MINUTE, () => this.#shop.broker.goAway());
    this.scheduler.world((fromMinute + minutes) * MINUTE, () => this.#shop.broker.comeBack());
  }

  #isAway(what: string): boolean {
    const { outage } = this.scenario;
    if (outage?.of !== what) return false;
    return this.minute >= outage.fromMinute && this.minute < outage.fromMinute + outage.minutes;
  }

  /** At an even pace: a crowd at the door is the load's matter, not the dice's. */
  #arrive(): void {
    this.#place();
    this.scheduler.world(1_000 / (capacityOf(this.scenario) * this.scenario.load), () => this.#arrive());
  }

  #place(): void {
    const n = this.courses.size + 1;
    const orderId = uuid(1, n);
    const { idempotency: _, ...wanted }: Placed = orderOf(n, this.#around.dice, profile.customers);
    const course: Course = { placedAt: this.#now };
    this.courses.set(orderId, course);
    const messaging = this.#shop.processOf('orders')?.messaging;
    messaging
      ?.request(
        PlaceOrder,
        { orderId, ...wanted },
        { id: orderId, sagaId: messaging.idFor(orderId, fulfilOrder.name), starts: fulfilOrder.name },
      )
      .then(
        () => (course.acceptedAt = this.#now),
        () => undefined,
      );
  }

  #committed({ service, message: { type, key } }: Effect): void {
    const how = service === 'orders' ? ENDS[type] : undefined;
    const course = this.courses.get(key);
    if (how !== undefined && course !== undefined) course.end ??= { how, at: this.#now };
  }

  get #now(): number {
    return this.scheduler.now - START;
  }
}
