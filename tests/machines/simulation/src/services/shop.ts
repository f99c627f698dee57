import { inventoryHandlers, StockTables } from '@sagaworks/inventory/testing';
import type { Party, Performer, SagaDefinition } from '@sagaworks/messaging';
import { MemoryBroker, MemorySagaStore, SagaRegistry, type AnyHandler } from '@sagaworks/messaging/memory';
import { MailTables, notifierHandlers } from '@sagaworks/notifier/testing';
import { fulfilOrder, ordersHandlers, OrderTables, returnOrder } from '@sagaworks/orders/testing';
import { paymentsHandlers, PaymentTables } from '@sagaworks/payments/testing';
import { shippingHandlers, ShippingTables } from '@sagaworks/shipping/testing';
import type { Surroundings } from '../network/link.js';
import { partyLink, type PartyWatch, type Reach } from '../network/party-link.js';
import { CardProcessor, cardPerformers } from '../outside/cards.js';
import { Carrier, carrierPerformers } from '../outside/carrier.js';
import { Mailbox, mailboxPerformers } from '../outside/mailbox.js';
import type { EventLog } from '../world/event-log.js';
import { Deployment } from './deployment.js';
import type { Watch } from './observed.js';
import type { Process } from './process.js';
import { catalogue, shelves } from './wares.js';

/** People have weeks to send a parcel back; here they are minutes. What machines wait for each other stays as it is. */
const PEOPLE_PACE = 0.0002;
const LONG_MS = 3_600_000;
/** Of a party that nobody waits for. */
const PLENTY: Capacity = { places: 64 };

/** How much of a party can be had at the same time, of one process, and how long each call takes. */
export interface Capacity {
  readonly places: number;
  /** Milliseconds. @default what the network takes */
  readonly callMs?: number;
}

export interface ShopOptions {
  readonly around: Surroundings;
  readonly log: EventLog;
  readonly watch: Watch;
  readonly onCall: PartyWatch['onCall'];
  readonly isDown: (party: string) => boolean;
  /** Whether the database of a service takes no statement. @default never */
  readonly isDatabaseAway?: (service: string) => boolean;
  /** By party. @default plenty */
  readonly capacities?: Readonly<Record<string, Capacity>>;
}

/** The five services over memory, with the world outside them. */
export class Shop {
  readonly broker: MemoryBroker;
  readonly tables = {
    orders: new OrderTables(catalogue),
    payments: new PaymentTables(),
    stock: new StockTables(),
    shipping: new ShippingTables(),
    mails: new MailTables(),
  };
  readonly cards = new CardProcessor();
  readonly carrier = new Carrier();
  readonly mailbox = new Mailbox();
  readonly deployments: ReadonlyMap<string, Deployment>;

  constructor(private readonly options: ShopOptions) {
    const { scheduler, dice } = options.around;
    this.broker = new MemoryBroker({
      clock: () => new Date(),
      later: (work) => scheduler.world(dice.between(5, 50), work),
    });
    for (const [sku, level] of shelves()) this.tables.stock.levels.committed.set(sku, level);
    const { orders, payments, stock, shipping, mails } = this.tables;
    this.deployments = new Map([
      this.#deployment('orders', (_, disk, observer) => {
        const registry = new SagaRegistry([fulfilOrder, { ...returnOrder, steps: returnOrder.steps.map(hurried) }]);
        const stored = new MemorySagaStore(registry, disk.sagas);
        const store = observer.store(stored);
        return {
          handlers: ordersHandlers(orders, store) as readonly AnyHandler[],
          sagas: { registry, store, tells: stored },
          completions: stored.completions,
        };
      }),
      this.#deployment('payments', (process) => ({
        handlers: paymentsHandlers(payments) as readonly AnyHandler[],
        parties: [this.#party('cards', process, (reach) => cardPerformers(this.cards, reach))],
      })),
      this.#deployment('inventory', () => ({ handlers: inventoryHandlers(stock) as readonly AnyHandler[] })),
      this.#deployment('shipping', (process) => ({
        handlers: shippingHandlers(shipping) as readonly AnyHandler[],
        parties: [this.#party('carrier', process, (reach) => carrierPerformers(this.carrier, reach))],
      })),
      this.#deployment('notifier', (process) => ({
        handlers: notifierHandlers(mails) as readonly AnyHandler[],
        parties: [this.#party('mailbox', process, (reach) => mailboxPerformers(this.mailbox, reach))],
      })),
    ]);
  }

  deployment(service: string): Deployment {
    return this.deployments.get(service)!;
  }

  /** A process that takes requests; `undefined` while there is none. */
  processOf(service: string): Process | undefined {
    const up = this.deployment(service).processes.filter(({ isUp }) => isUp);
    return up.length === 0 ? undefined : this.options.around.dice.pick(up);
  }

  #deployment(service: string, partsOf: ConstructorParameters<typeof Deployment>[1]['partsOf']): [string, Deployment] {
    const { around, log, watch, isDatabaseAway = () => false } = this.options;
    const isAway = () => isDatabaseAway(service);
    return [service, new Deployment(service, { around, log, watch, broker: this.broker, partsOf, isAway })];
  }

  #party(name: string, process: Process, performers: (reach: Reach) => Party['performers']): Party {
    const { around, onCall, isDown, capacities = {} } = this.options;
    const { places, callMs = 0 } = capacities[name] ?? PLENTY;
    const reach: Reach = (outside) =>
      partyLink(around, process, outside, { isDown: () => isDown(name), onCall, callMs }) as Performer<never, unknown>;
    return { name, concurrency: places, performers: performers(reach) };
  }
}

const hurried = (step: SagaDefinition['steps'][number]): SagaDefinition['steps'][number] =>
  step.kind === 'compensatable' && step.within > LONG_MS ? { ...step, within: step.within * PEOPLE_PACE } : step;
