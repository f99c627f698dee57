import { Customers } from './customers/customers.js';
import { endsOf, placesIn, taken, type Evidence, type Taken, type Violation } from './judge/evidence.js';
import { shelvesAreSound } from './judge/stock.js';
import { isSettled } from './judge/unsettled.js';
import { FailingDecisions } from './mischief/failing-decisions.js';
import { Mischief } from './mischief/mischief.js';
import { quiet, type Profile } from './mischief/profiles.js';
import type { Surroundings } from './network/link.js';
import type { Effect } from './services/observed.js';
import { Shop } from './services/shop.js';
import type { Dice } from './world/dice.js';
import type { EventLog } from './world/event-log.js';
import { START, type Scheduler } from './world/scheduler.js';

/** How often it is looked whether something is over. */
const LOOK_MS = 250;
/** Mischief goes on for a while after the last customer came; then all has to come to its end. */
const MISCHIEF_AFTER_MS = 30_000;
const LIMIT_MS = 6 * 3_600_000;

/** One run: the shop, its customers, the mischief, and what is seen of it all. */
export class Simulation {
  readonly #effects: Taken[] = [];
  readonly #seen: Violation[] = [];
  readonly #lastCall = new Map<string, 'perform' | 'lookUp'>();
  readonly #shop: Shop;
  readonly #customers: Customers;
  readonly #mischief: Mischief;
  #ended = false;

  constructor(
    private readonly scheduler: Scheduler,
    dice: Dice,
    private readonly log: EventLog,
    private readonly profile: Profile,
    orders: number,
  ) {
    let current = profile;
    const around: Surroundings = { scheduler, dice, mischief: () => current };
    const failing = new FailingDecisions(around);
    this.#shop = new Shop({
      around,
      log,
      onCall: (kind, key) => this.#called(kind, key),
      isDown: (party) => this.#mischief.isDown(party),
      watch: {
        before: (service, message) => failing.meet(service, message),
        committed: (effect) => this.#committed(effect),
      },
    });
    for (const deployment of this.#shop.deployments.values()) deployment.start();
    this.#customers = new Customers(around, this.#shop, log, profile, orders);
    this.#mischief = new Mischief(around, this.#shop, log, profile);
    this.#when(
      () => this.#customers.allArrived,
      () =>
        scheduler.world(MISCHIEF_AFTER_MS, () => {
          current = quiet(profile);
          this.#mischief.end();
        }),
    );
    this.#when(
      () => this.#customers.done && isSettled(this.#shop),
      () => (this.#ended = true),
    );
  }

  /** Until nothing is left to do, something is seen that must not be, or hours are over. */
  async run(): Promise<Evidence> {
    await this.scheduler.run(() => this.#ended || this.#seen.length > 0 || this.scheduler.now - START > LIMIT_MS);
    const {
      decisions,
      customers: { undoRefused },
    } = this.profile;
    const [shop, customers] = [this.#shop, this.#customers];
    return {
      shop,
      customers,
      effects: this.#effects,
      seen: this.#seen,
      ended: this.#ended,
      ends: endsOf({ shop, customers }),
      ...placesIn(shop),
      hopeless: decisions.hopeless > 0 || undoRefused > 0,
    };
  }

  #committed(effect: Effect): void {
    const {
      service,
      kind,
      message: { type, key, id },
    } = effect;
    this.#effects.push(taken(effect));
    this.log.note(`${service} ${kind === 'decide' ? 'took' : 'heard the answer to'} ${type} ${key} ${id}`);
    if (service === 'inventory') this.#seen.push(...shelvesAreSound(this.#shop));
    if (service === 'orders' && type === 'orders.order-fulfilled') this.#customers.onFulfilled(key);
  }

  #called(kind: 'perform' | 'lookUp', key: string): void {
    if (kind === 'perform' && this.#lastCall.get(key) === 'perform')
      this.#seen.push({ rule: 'no call is repeated blindly', what: `${key} was called again without a look-up` });
    this.#lastCall.set(key, kind);
  }

  #when(isSo: () => boolean, then: () => void): void {
    this.scheduler.world(LOOK_MS, () => (isSo() ? then() : this.#when(isSo, then)));
  }
}
