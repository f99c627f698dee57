import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../../handler/database.js';
import { Messaging } from '../../messaging.js';
import { missingVersions } from '../../saga/read/missing-versions.js';
import { SagaRegistry } from '../../saga/registry.js';
import { Health } from '../health/health.js';
import { DATABASE } from './tokens.js';

/** What a service with messages needs to be ready. */
@Injectable()
export class MessagingHealth implements OnModuleInit {
  constructor(
    @Inject(Health) private readonly health: Health, @Inject(Messaging) private readonly messaging: Messaging,
    @Inject(DATABASE) private readonly database: Database, @Inject(SagaRegistry) private readonly sagas: SagaRegistry,
  ) {}

  onModuleInit(): void {
    this.health.register('database', async () => {
      await this.database.query('SELECT 1');
      return undefined;
    });
    this.health.register('broker', () => this.messaging.brokerOutage?.message);
    this.health.register('consumer', () => this.messaging.consumer.reason);
    if (this.sagas.definitions.length > 0) this.health.register('sagas', () => this.#missingVersions());
  }

  async #missingVersions(): Promise<string | undefined> {
    const missing = await missingVersions(this.database, this.sagas);
    return missing.length === 0 ? undefined : `live instances need what this process does not know: ${missing.join(', ')}`;
  }
}
