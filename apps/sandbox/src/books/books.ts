import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Health, SETTINGS } from '@sagaworks/chassis';
import { PgDatabase } from '@sagaworks/messaging/postgres';
import type { SandboxSettings } from '../settings.js';
import { schema } from './schema.js';

/** The database of the outside world; each part writes over a connection of its own. */
@Injectable()
export class Books implements OnModuleInit, OnApplicationShutdown {
  readonly #open: PgDatabase[] = [];

  constructor(
    @Inject(SETTINGS) private readonly settings: SandboxSettings,
    @Inject(Health) private readonly health: Health,
  ) {}

  /** For one part; closed with the process. */
  open(part: string): PgDatabase {
    const database = new PgDatabase({ url: this.settings.DATABASE_URL, service: `sandbox:${part}`, poolSize: 2 });
    this.#open.push(database);
    return database;
  }

  async onModuleInit(): Promise<void> {
    const database = this.open('set-up');
    await database.query(schema);
    this.health.register('database', async () => {
      await database.query('SELECT 1');
      return undefined;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#open.map((database) => database.close()));
  }
}
