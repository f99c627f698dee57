import { randomUUID } from 'node:crypto';
import type { Database } from '../runtime/database.js';
import type { Context } from '../handler/handler.js';
import type { Contract } from '../message/contract.js';
import type { Message } from '../message/message.js';
import { PgDatabase } from '../postgres/index.js';
import type { SagaDefinition } from '../saga/definition.js';
import { SagaRegistry } from '../saga/saga-registry.js';
import { start } from '../handler/outgoing.js';
import type { LoadedSagas } from '../saga/store/loaded-sagas.js';
import { PgSagaStore } from '../saga/store/pg-saga-store.js';
import { throwawayDatabase } from './throwaway-database.js';
import { tripSaga, type Trip } from './trip-saga.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** For the library's own specs: trips in a PostgreSQL of their own, moved by hand. */
export class Trips {
  readonly registry: SagaRegistry;
  readonly store: PgSagaStore;

  private constructor(
    readonly url: string,
    readonly database: Database,
    private readonly drop: () => Promise<void>,
    readonly saga: SagaDefinition<Trip>,
  ) {
    this.registry = new SagaRegistry([saga]);
    this.store = new PgSagaStore(this.registry);
  }

  static async open(saga = tripSaga): Promise<Trips> {
    const { url, drop } = await throwawayDatabase();
    return new Trips(url, new PgDatabase({ url, service: 'trips' }), drop, saga);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.drop();
  }

  /** Runs work on loaded instances in one transaction, at the database's time or another. */
  inOne<T>(
    ids: readonly string[],
    work: (sagas: LoadedSagas, context: Context) => T | Promise<T>,
    at?: Date,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      const now = at ?? (await tx.now);
      const sagas = await this.store.load(tx, ids);
      const result = await work(sagas, {
        now,
        message: this.#message(ids[0] ?? randomUUID()),
        late: false,
        id: (name) => name,
      });
      this.store.save(tx, sagas);
      return result;
    });
  }

  /** Starts a trip; its id, which is its business key too. */
  async begin(at?: Date): Promise<string> {
    const id = randomUUID();
    await this.inOne(
      [],
      (sagas, context) => sagas.start(start(this.saga, { id, businessKey: id, data: { trip: id } }), context),
      at,
    );
    return id;
  }

  async hear<D extends object>(id: string, contract: Contract<D>, data: D, step: string, at?: Date): Promise<void> {
    const reply = { ...this.#message(id), type: contract.type, data, correlationId: id, step, ask: 1 };
    await this.inOne([id], (sagas, context) => sagas.reply(reply, context), at);
  }

  #message(id: string): Message {
    return {
      id: `about ${id}`,
      inboxId: id,
      type: 'trips.book',
      version: 1,
      source: '/trips',
      time: new Date(),
      key: id,
      data: {},
      trace: { traceparent: TRACEPARENT },
    };
  }
}
