import type { Database } from '../runtime/database.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';
import type { Logger } from '../runtime/logger.js';
import type { Inbox } from '../inbox/inbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { Retrier } from './parking/retrier.js';
import { observeRecovery } from './metrics.js';
import { PgDeadLetters } from './dead-letters/pg-dead-letters.js';
import { PgParkedHeads } from './parking/pg-parked-heads.js';
import { PgParking } from './parking/pg-parking.js';
import type { ParkingOptions } from './parking/parking-options.js';
import type { DeadLetters, Parking } from './ports.js';
import { RetrySource, type ToUnit } from './parking/retry-source.js';
import { defaultRetryPolicy } from './parking/retry-policy.js';
import { type RetryPolicies } from '../handler/retries.js';

export interface RecoveryOptions extends Omit<ParkingOptions, 'onParked'> {
  readonly service: string;
  readonly database: Pick<Database, 'query'>;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly log: Logger;
}

/** Parking, dead letters and the drain of one service, wired together. */
export class Recovery {
  readonly parking: Parking;
  readonly deadLetters: DeadLetters;
  #drain: Retrier | undefined;
  #unobserve: (() => void) | undefined;

  constructor(private readonly options: RecoveryOptions) {
    this.parking = new PgParking({ ...options, onParked: () => this.#drain?.wake() });
    this.deadLetters = new PgDeadLetters(options.service, options.outbox);
  }

  /** For the source that meets a failing message first. */
  get policyOf(): RetryPolicies {
    return this.options.policyOf ?? (() => defaultRetryPolicy);
  }

  /** Begins to retry what is parked. `submit` resolves after the commit in which the unit ended. */
  start(toUnit: ToUnit, submit: (unit: WorkUnit) => Promise<Outcome>): void {
    const { service, database, inbox, outbox, log, limit, undone, random = Math.random } = this.options;
    const heads = new PgParkedHeads(database, limit, undone);
    const source = new RetrySource({
      service,
      heads,
      deadLetters: this.deadLetters,
      inbox,
      outbox,
      toUnit,
      policyOf: this.policyOf,
      random,
      log,
    });
    this.#drain = new Retrier({ heads, source, submit, log });
    this.#unobserve = observeRecovery(database);
    this.#drain.start();
  }

  /** Something was redriven: do it now. */
  wake(): void {
    this.#drain?.wake();
  }

  async stop(): Promise<void> {
    this.#unobserve?.();
    await this.#drain?.stop();
  }
}
