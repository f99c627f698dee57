import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { LOGGER, Transports } from '@sagaworks/chassis';
import { MessagingError } from '../../errors.js';
import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import { pause } from '../../runtime/pause.js';
import type { KafkaAdmin } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { DATABASE, KAFKA_ADMIN } from './tokens.js';

/** Milliseconds between looks at a database or broker that is not there yet. */
const AGAIN = 500;

/**
 * Starts and stops the consumers with Nest's microservices. Nest's own Kafka server takes messages one by one and lets
 * a poisonous one block its partition; here they go to the batches, and handlers are classes with `@Handles`.
 */
@Injectable()
export class KafkaBatchStrategy extends Server implements CustomTransportStrategy, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(
    @Inject(Messaging) private readonly messaging: Messaging,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(KAFKA_ADMIN) private readonly admin: KafkaAdmin,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(Transports) transports: Transports,
  ) {
    super();
    transports.strategies.push(this);
  }

  /** Calls back when consumers run; while the database or the broker is away it waits for them. */
  listen(callback: (error?: unknown) => void): void {
    this.#started = this.#start();
    this.#started.then(() => callback(), callback);
  }

  /** Finishes what is in hand, commits, sends what is written, leaves the group. */
  close(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  on(): never {
    throw new TypeError('this transport has no events: read `consumer` of Messaging');
  }

  unwrap<T>(): T {
    return this.messaging as T;
  }

  async #start(): Promise<void> {
    const { service } = this.messaging;
    const present =
      (await this.#waitFor('the database', () => this.database.query('SELECT 1'))) &&
      (await this.#waitFor('the broker', () =>
        this.admin.ensureTopics(['commands', 'events', 'dlq'].map((kind) => `${service}.${kind}`)),
      ));
    if (present) await this.messaging.start();
  }

  /** False when it was stopped first. */
  async #waitFor(what: string, attempt: () => Promise<unknown>): Promise<boolean> {
    for (let told = false; !this.#stopping.signal.aborted; told = true) {
      try {
        await attempt();
        return true;
      } catch (error) {
        if (!(error instanceof MessagingError) || error.retry !== 'outage') throw error;
        if (!told) this.log.warn({ err: error }, `waiting for ${what}`);
        await pause(AGAIN, this.#stopping.signal);
      }
    }
    return false;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#started?.catch(() => undefined);
    await this.messaging.stop();
    await this.database.close();
    await this.admin[Symbol.asyncDispose]();
  }
}
