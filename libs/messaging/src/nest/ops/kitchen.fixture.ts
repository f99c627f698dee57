import { createApp, Transports } from '@sagaworks/chassis';
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import { pino } from 'pino';
import { z } from 'zod';
import { Handles, type Handler, type Store } from '../../handler/handler.js';
import { kafkaBroker } from '../../kafka/index.js';
import { command, type AnyContract, type DataOf } from '../../message/contract.js';
import type { WireRecord } from '../../message/message.js';
import { Messaging } from '../../messaging.js';
import { throwawayDatabase } from '../../testing/throwaway-database.js';
import { until } from '../../testing/until.js';
import { MessagingModule } from '../messaging/messaging.module.js';

const service = `kitchen${randomUUID().slice(0, 8)}`;
export const Cook = command(`${service}.cook`, {
  version: 1,
  key: 'dish',
  editsNeedApproval: true,
  data: z.strictObject({ dish: z.string(), portions: z.int().positive() }),
});

/** Undoes a `Cook`. */
export const Bin = command(`${service}.bin`, { version: 1, key: 'dish', data: z.strictObject({ dish: z.string() }) });

@Injectable()
class NoStore implements Store<string, object> {
  load = () => Promise.resolve({});
  save = () => undefined;
}

@Handles(Cook, { retry: { tries: 1, afterDeath: 'hold' } })
class CookHandler implements Handler<typeof Cook, object> {
  constructor(readonly store: NoStore) {}
  needs = () => [];
  decide({ dish, portions }: DataOf<typeof Cook>): void {
    if (portions > 100) throw new RangeError(`no pot for ${portions} of ${dish}`);
  }
}

@Handles(Bin, { undoes: [Cook] })
class BinHandler implements Handler<typeof Bin, object> {
  constructor(readonly store: NoStore) {}
  needs = () => [];
  decide = () => undefined;
}

@Module({ imports: [MessagingModule.forRoot({ service, stores: [NoStore], handlers: [CookHandler, BinHandler] })] })
class KitchenModule {}

/** As much of a dead letter as is looked at. */
export interface Letter {
  readonly id: string;
  readonly status: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly undoneAt: string | null;
  readonly history: readonly {
    readonly kind: string;
    readonly actor: string;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
}

let offset = 0;

/** A service with messages, and its /ops over HTTP. */
export class Kitchen {
  private constructor(
    private readonly app: Awaited<ReturnType<typeof createApp>>,
    private readonly url: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(own: Record<string, string> = {}): Promise<Kitchen> {
    const database = await throwawayDatabase();
    const settings = {
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      OPS_FROM: 'loopback',
      DATABASE_URL: database.url,
      KAFKA_BROKERS: process.env['TEST_KAFKA'] ?? '',
      ...own,
    } as const;
    const app = await createApp(KitchenModule, { name: service, settings, logger: pino({ level: 'silent' }) });
    await app.listen(0, '127.0.0.1');
    for (const strategy of app.get(Transports).strategies) app.connectMicroservice({ strategy });
    await app.startAllMicroservices();
    return new Kitchen(app, await app.getUrl(), database.drop);
  }

  /** As if it came over Kafka; resolves when it is handled, parked or dead. */
  async receive(
    { type, topic }: AnyContract,
    data: { readonly dish: string; readonly portions?: unknown },
    tags: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    offset += 1;
    const headers = {
      ce_id: randomUUID(),
      ce_type: type,
      ce_source: '/test',
      ce_time: new Date().toISOString(),
      ...tags,
    };
    await this.app.get(Messaging).deliver([
      {
        topic,
        partition: 0,
        offset: String(offset),
        timestamp: new Date(),
        key: Buffer.from(data.dish),
        value: Buffer.from(JSON.stringify(data)),
        headers,
      },
    ]);
  }

  /** As another tool would put it there. */
  async putIntoDlq(record: Omit<WireRecord, 'topic'>): Promise<void> {
    const broker = kafkaBroker({ brokers: process.env['TEST_KAFKA'] ?? '' });
    await broker.send([{ topic: `${service}.dlq`, ...record }]);
    await broker.close();
  }

  /**
   * Receives an order for that many portions of a new dish, which fails for good and holds its key
   * until something is done about it.
   */
  async fail(portions: unknown, tags?: Readonly<Record<string, string>>): Promise<Letter> {
    const dish = randomUUID();
    await this.receive(Cook, { dish, portions }, tags);
    return until(
      async () => (await this.get<{ readonly items: readonly Letter[] }>(`/ops/dead-letters?key=${dish}`)).items[0],
      { what: 'the dead letter' },
    );
  }

  get = <Body>(path: string, operator?: string): Promise<Body> =>
    this.#ask<Body>('GET', path, undefined, operator).then(({ body }) => body);
  post = (path: string, body: object = {}, operator?: string) =>
    this.#ask<Record<string, unknown>>('POST', path, body, operator);
  remove = (path: string) => this.#ask<undefined>('DELETE', path, undefined, undefined);
  patch = (path: string, body: object, operator?: string) =>
    this.#ask<Record<string, unknown>>('PATCH', path, body, operator);

  get messaging(): Messaging {
    return this.app.get(Messaging);
  }

  rows(text: string, values: readonly unknown[] = []): Promise<object[]> {
    return this.app.get(Messaging).database.query(text, values);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.drop();
  }

  async #ask<Body>(
    method: string,
    path: string,
    body: object | undefined,
    operator: string | undefined,
  ): Promise<{ status: number; body: Body }> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(operator === undefined ? {} : { 'x-operator': operator }),
    };
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (response.status === 204 ? undefined : await response.json()) as Body };
  }
}
