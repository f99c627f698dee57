import { z } from 'zod';
import { WorkUnitFactory } from '../handler/work-unit-factory.js';
import type { Handler, Store } from '../handler/handler.js';
import type { Outcome } from '../handler/work-unit.js';
import { silent } from '../runtime/logger.js';
import { HandlerRegistry } from '../handler/handler-registry.js';
import { BatchRunner } from '../batch/runner.js';
import { KafkaSource } from '../batch/kafka-source.js';
import { PgInbox } from '../inbox/pg-inbox.js';
import { command, type DataOf } from '../message/contract.js';
import { derivedId } from '../message/ids.js';
import type { ReceivedRecord, WireRecord } from '../message/message.js';
import type { Outbox } from '../outbox/outbox.js';
import { PgDatabase } from '../postgres/database.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { RedriveWorker, type RedriveWorkerOptions } from '../operations/redrives/redrive-worker.js';
import { Recovery, type RecoveryOptions } from './recovery.js';
import type { RetryPolicy } from '../handler/retries.js';

export const Add = command('shop.add', {
  version: 1,
  key: 'basket',
  editsNeedApproval: true,
  data: z.object({ basket: z.string(), item: z.string() }),
});

export const quickly: RetryPolicy = { delaysMs: [30, 30], jitter: 0, afterDeath: 'go-on' };

let offset = 0;
/** A record as Kafka would give it; `id` makes two of them the same message. */
export function added(basket: string, item: string, headers: Record<string, string> = {}): ReceivedRecord {
  offset += 1;
  return {
    topic: 'shop.commands',
    partition: 0,
    offset: String(offset),
    timestamp: new Date(),
    key: Buffer.from(basket),
    value: Buffer.from(JSON.stringify({ basket, item })),
    headers: {
      ce_id: derivedId(basket, item),
      ce_type: 'shop.add',
      ce_source: '/web',
      ce_time: new Date().toISOString(),
      ...headers,
    },
  };
}

/** By `basket/item`: what the handler throws. */
export type Faults = Map<string, Error>;

/** One instance of a service that puts items into baskets, on real PostgreSQL. */
export class Shop {
  readonly faults: Faults = new Map();
  readonly sent: WireRecord[] = [];
  readonly database: PgDatabase;
  readonly recovery: Recovery;
  readonly redrives: RedriveWorker;
  readonly #factory: WorkUnitFactory;
  readonly #runner: BatchRunner;
  readonly #source: KafkaSource;

  constructor(
    readonly url: string,
    options: Partial<RecoveryOptions> & {
      readonly faults?: Faults;
      readonly contract?: typeof Add;
      readonly redrives?: Pick<RedriveWorkerOptions, 'tickMs' | 'idleMs'>;
    } = {},
  ) {
    if (options.faults !== undefined) this.faults = options.faults;
    this.database = new PgDatabase({ url, service: 'shop' });
    const outbox: Outbox = { write: (tx, records) => tx.afterCommit(() => void this.sent.push(...records)) };
    const inbox = new PgInbox();
    const store = basketStore();
    const registry = new HandlerRegistry('shop', [
      { contract: options.contract ?? Add, handler: this.#handler(store) as never },
    ]);
    this.recovery = new Recovery({
      service: 'shop',
      database: this.database,
      inbox,
      outbox,
      log: silent,
      policyOf: () => quickly,
      ...options,
    });
    this.redrives = new RedriveWorker({
      database: this.database,
      log: silent,
      onRedriven: () => this.recovery.wake(),
      ...options.redrives,
    });
    this.#factory = new WorkUnitFactory(registry);
    this.#source = new KafkaSource(inbox, this.recovery.parking, this.recovery.deadLetters, this.recovery.policyOf);
    this.#runner = new BatchRunner(
      this.database,
      { registry, inbox, outbox, calls: { write: () => undefined }, stores: [store as never] },
      silent,
    );
  }

  startDrain(): void {
    this.recovery.start(
      (record, source) => this.#factory.toUnit(record, source),
      (unit) => this.#runner.submit(unit),
    );
    this.redrives.start();
  }

  /** All in one batch. */
  deliver(...records: ReceivedRecord[]): Promise<Outcome[]> {
    return Promise.all(records.map((record) => this.#runner.submit(this.#factory.toUnit(record, this.#source)!)));
  }

  /** What is in a basket, in the order in which it was put in. */
  async basket(basket: string): Promise<string[]> {
    return (
      await this.database.query<{ item: string }>('SELECT item FROM basket WHERE basket = $1 ORDER BY n', [basket])
    ).map(({ item }) => item);
  }

  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.database.query<Row>(text, values);
  }

  async stop(): Promise<void> {
    await this.redrives.stop();
    await this.recovery.stop();
    await this.#runner.stop();
    await this.database.close();
  }

  #handler(store: Store<string, string[][]>): Handler<typeof Add, string[][]> {
    return {
      store,
      // What is put in twice is there twice.
      reliesOnInbox: true,
      needs: ({ basket }: DataOf<typeof Add>) => [basket],
      decide: ({ basket, item }, rows) => {
        const fault = this.faults.get(`${basket}/${item}`);
        if (fault !== undefined) throw fault;
        rows.push([basket, item]);
      },
    };
  }
}

/** Starts from an empty database; `use` gets it and everything is stopped and dropped afterwards. */
export async function withShop(
  options: ConstructorParameters<typeof Shop>[1],
  use: (shop: Shop) => Promise<void>,
): Promise<void> {
  const { url, drop } = await throwawayDatabase();
  const shop = new Shop(url, options);
  try {
    await shop.rows('CREATE TABLE basket (n bigint GENERATED ALWAYS AS IDENTITY, basket text, item text)');
    await use(shop);
  } finally {
    await shop.stop();
    await drop();
  }
}

const basketStore = (): Store<string, string[][]> => ({
  load: () => Promise.resolve([]),
  save: (tx, rows) => {
    if (rows.length > 0)
      void tx.sql('INSERT INTO basket (basket, item) SELECT * FROM unnest($1::text[], $2::text[])', [
        rows.map(([basket]) => basket),
        rows.map(([, item]) => item),
      ]);
  },
});
