import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Health } from '@sagaworks/chassis';
import type { PgDatabase } from '../../postgres/index.js';
import { NOT_MIGRATED } from '../../postgres/classify.js';
import type { KafkaAdmin } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { missingVersions } from '../../saga/read/missing-versions.js';
import { SagaRegistry } from '../../saga/saga-registry.js';
import { DATABASE, KAFKA_ADMIN } from './tokens.js';

/** What the work needs is tables, and a transaction that may write. */
const USABLE = `SELECT current_setting('transaction_read_only') AS "readOnly", to_regclass('messaging.outbox') IS NOT NULL AS "hasTables"`;

/** What a service with messages needs to be ready. */
@Injectable()
export class MessagingHealth implements OnModuleInit {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(Messaging) private readonly messaging: Messaging,
    @Inject(DATABASE) private readonly database: PgDatabase,
    @Inject(SagaRegistry) private readonly sagas: SagaRegistry,
    @Inject(KAFKA_ADMIN) private readonly admin: KafkaAdmin,
  ) {}

  onModuleInit(): void {
    this.health.register('database', async () => {
      const [session] = await this.database.own.query<{ readOnly: string; hasTables: boolean }>(USABLE);
      if (session?.hasTables !== true) return NOT_MIGRATED;
      return session.readOnly === 'off' ? undefined : 'the database takes no writes: it is read-only';
    });
    this.health.register('broker', () => this.#brokerOutage());
    this.health.register('consumer', () => this.messaging.consumer.reason);
    this.health.register('waits', () => this.messaging.waits.unready());
    if (this.sagas.definitions.length > 0) this.health.register('sagas', () => this.#missingVersions());
  }

  /** A relay with nothing to send knows of no outage, so the broker is asked too. */
  async #brokerOutage(): Promise<string | undefined> {
    const { brokerOutage, service } = this.messaging;
    if (brokerOutage !== undefined) return brokerOutage.message;
    await this.admin.endOffsets([`${service}.events`]);
    return undefined;
  }

  async #missingVersions(): Promise<string | undefined> {
    const missing = await missingVersions(this.database, this.sagas);
    return missing.length === 0
      ? undefined
      : `live instances need what this process does not know: ${missing.join(', ')}`;
  }
}
