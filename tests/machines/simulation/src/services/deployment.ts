import {
  messagingInMemory,
  MemoryDisk,
  type AnyHandler,
  type MemoryBroker,
  type MemoryMessagingOptions,
} from '@sagaworks/messaging/memory';
import type { Party } from '@sagaworks/messaging';
import { brokerLink } from '../network/broker-link.js';
import { SharedDatabase } from '../network/database-link.js';
import { statementLink, type Surroundings } from '../network/link.js';
import type { EventLog } from '../world/event-log.js';
import { Observer, type Watch } from './observed.js';
import { Process } from './process.js';

/** A service as it is written: what each of its processes is made of. */
export interface ServiceParts {
  readonly handlers: readonly AnyHandler[];
  readonly sagas?: MemoryMessagingOptions['sagas'];
  readonly completions?: NonNullable<MemoryMessagingOptions['completions']>;
  readonly parties?: readonly Party[];
}

export interface DeploymentOptions {
  readonly around: Surroundings;
  readonly broker: MemoryBroker;
  readonly log: EventLog;
  readonly watch: Watch;
  /** Whether the service's database takes no statement now. */
  readonly isAway: () => boolean;
  /** New handlers and stores over the service's tables, for one process. */
  readonly partsOf: (process: Process, disk: MemoryDisk, observer: Observer) => ServiceParts;
}

/** One service: what it has stored, and the processes that run over it. */
export class Deployment {
  readonly disk = new MemoryDisk();
  readonly #database: SharedDatabase;
  readonly #processes = new Set<Process>();
  #started = 0;

  constructor(
    readonly service: string,
    private readonly options: DeploymentOptions,
  ) {
    this.#database = new SharedDatabase(
      options.around,
      (process) => options.log.note(`${process.name} committed`),
      options.isAway,
    );
  }

  /** Those that run, frozen ones included. */
  get processes(): readonly Process[] {
    return [...this.#processes];
  }

  start(): void {
    this.#started += 1;
    const process = new Process(this.service, this.#started);
    this.#processes.add(process);
    this.options.log.note(`${process.name} starts`);
    this.options.around.scheduler.after(0, () => void this.#boot(process), process);
  }

  /** Ends at once, as by SIGKILL: what is not committed never was. */
  kill(process: Process): void {
    this.options.log.note(`${process.name} is killed`);
    this.#processes.delete(process);
    process.die();
  }

  /** Stands still, as by SIGSTOP; the group gives its partitions to others, and the database ends its transaction. */
  freeze(process: Process, milliseconds: number): void {
    this.options.log.note(`${process.name} stands still for ${Math.round(milliseconds)} ms`);
    process.frozenUntil = this.options.around.scheduler.now + milliseconds;
    this.#database.froze(process);
    this.options.around.scheduler.world(SESSION_MS, () => {
      if (process.frozenUntil > this.options.around.scheduler.now) this.options.broker.rebalance(this.service);
    });
  }

  async #boot(process: Process): Promise<void> {
    const { around, broker, watch, isAway } = this.options;
    const observer = new Observer(this.service, watch);
    const link = brokerLink(around, broker, process);
    process.messaging = messagingInMemory({
      service: this.service,
      disk: this.disk,
      database: this.#database.of(process),
      broker: link,
      offsets: broker.offsets,
      link: statementLink(around, process, isAway),
      ...this.options.partsOf(process, this.disk, observer),
      wrap: (handler) => observer.handler(handler),
    });
    await process.messaging.start();
    process.isUp = true;
  }
}

/** As long as a broker waits for a member that gives no sign. */
const SESSION_MS = 6_000;
