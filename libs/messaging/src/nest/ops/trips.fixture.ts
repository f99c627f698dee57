import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { createApp } from '@sagaworks/chassis';
import { pino } from 'pino';
import type { Context, Store } from '../../handler/handler.js';
import { start } from '../../handler/outgoing.js';
import type { AnyContract } from '../../message/contract.js';
import type { Database } from '../../runtime/database.js';
import type { LoadedSagas } from '../../saga/store/loaded-sagas.js';
import { contextOf } from '../../testing/context-of.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { FlightBooked, FlightStays, HotelFull, tripSaga } from '../../testing/trip-saga.js';
import { Messaging } from '../../messaging.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { DATABASE, SAGA_STORE } from '../messaging/tokens.js';

@Module({ imports: [MessagingModule.forRoot({ service: 'trips', handlers: [], sagas: [tripSaga] })] })
class TripsModule {}

/** As much of an instance as is looked at. */
export interface Shown extends Record<string, unknown> {
  readonly revision: number;
  readonly transitions: readonly { readonly revision: number; readonly changes: readonly unknown[] }[];
}

/** What a participant says. */
export interface Reply {
  readonly contract: AnyContract;
  readonly data: { readonly trip: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** A service of trips with its pages for operators, on a database of its own; its sagas hear what a spec tells them. */
export class Trips {
  private constructor(
    private readonly throwaway: Awaited<ReturnType<typeof throwawayDatabase>>,
    private readonly app: Awaited<ReturnType<typeof createApp>>,
  ) {}

  static async start(): Promise<Trips> {
    const throwaway = await throwawayDatabase();
    const settings = {
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      OPS_FROM: 'loopback',
      DATABASE_URL: throwaway.url,
      KAFKA_BROKERS: process.env['TEST_KAFKA'] ?? '',
    };
    const logger = pino({ level: 'silent' });
    const app = await createApp(TripsModule, { name: 'trips', settings: settings as never, logger });
    await app.listen(0, '127.0.0.1');
    return new Trips(throwaway, app);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.throwaway.drop();
  }

  /** An instance whose flight is asked for. */
  async begin(): Promise<string> {
    const id = randomUUID();
    await this.#inOne([], (sagas, context) =>
      sagas.start(start(tripSaga, { id, businessKey: id, data: { trip: id } }), context),
    );
    return id;
  }

  /** Brings the answer to the first ask of a step. */
  hear(id: string, { type }: AnyContract, step: string, data: object = { trip: id }): Promise<unknown> {
    return this.#inOne([id], (sagas, context) =>
      sagas.reply({ ...context.message, key: id, type, data, correlationId: id, step, ask: 1 }, context),
    );
  }

  /** An instance that needs an operator: its hotel was full, and its flight cannot be cancelled. */
  async stuck(): Promise<string> {
    const id = await this.begin();
    await this.hear(id, FlightBooked, 'flight', { trip: id, seat: '7A' });
    await this.hear(id, HotelFull, 'hotel');
    await this.hear(id, FlightStays, 'flight');
    return id;
  }

  /** As if they came over Kafka, in one go. */
  async deliver(...replies: readonly Reply[]): Promise<void> {
    const records = replies.map(({ contract: { topic, type, owner }, data, tags }, n) => ({
      topic,
      partition: 0,
      offset: String(n),
      timestamp: new Date(),
      key: Buffer.from(data.trip),
      value: Buffer.from(JSON.stringify(data)),
      headers: { ce_type: type, ce_source: `/${owner}`, ce_time: new Date().toISOString(), ...tags },
    }));
    await this.app.get(Messaging).deliver(records);
  }

  rows(text: string, values: readonly unknown[] = []): Promise<object[]> {
    return (this.app.get(DATABASE) as Database).query(text, values);
  }

  async fetch(path: string): Promise<unknown> {
    return (await fetch(`${await this.app.getUrl()}${path}`)).json();
  }

  get(path: string): Promise<Shown & { items: Record<string, unknown>[] }> {
    return this.fetch(`/ops/sagas${path}`) as Promise<Shown & { items: Record<string, unknown>[] }>;
  }

  /** Does something to an instance as ada, who has seen it as it stands unless `body` names another revision. */
  async act(id: string, name: string, body: object = {}): Promise<Shown> {
    const { revision } = await this.get(`/${id}`);
    const answer = await fetch(`${await this.app.getUrl()}/ops/sagas/${id}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-operator': 'ada' },
      body: JSON.stringify({ expectedVersion: revision ?? 1, reason: 'seen to it', ...body }),
    });
    return answer.json() as Promise<Shown>;
  }

  #inOne(ids: readonly string[], work: (sagas: LoadedSagas, context: Context) => unknown): Promise<unknown> {
    return (this.app.get(DATABASE) as Database).transaction(async (tx) => {
      const store = this.app.get<Store<string, LoadedSagas>>(SAGA_STORE);
      const sagas = await store.load(tx, ids);
      work(sagas, contextOf({}, {}, await tx.now));
      await store.save(tx, sagas);
    });
  }
}
