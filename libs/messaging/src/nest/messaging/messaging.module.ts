import { Module, type DynamicModule, type FactoryProvider, type Provider } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { LOGGER, SETTINGS } from '@sagaworks/chassis';
import type { Logger } from '../../runtime/logger.js';
import { kafkaAdmin, kafkaBroker, type KafkaAdmin } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { messagingOver, PgDatabase } from '../../postgres/index.js';
import { sessionOptions } from '../../runtime/sql/session.js';
import { SagaRegistry } from '../../saga/saga-registry.js';
import { PgSagaStore } from '../../saga/store/pg-saga-store.js';
import { Faults } from '../../faults/faults.js';
import { alertChannels } from '../alerts/alert-channels.js';
import { CallsController } from '../ops/calls.controller.js';
import { ConsumersController } from '../ops/consumers.controller.js';
import { DeadLetterGroupsController } from '../ops/dead-letter-groups.controller.js';
import { DeadLettersController } from '../ops/dead-letters.controller.js';
import { EditsController } from '../ops/edits.controller.js';
import { FaultsController } from '../ops/faults.controller.js';
import { InboxController } from '../ops/inbox.controller.js';
import { OutboxController } from '../ops/outbox.controller.js';
import { ParkedController } from '../ops/parked.controller.js';
import { RedrivesController } from '../ops/redrives.controller.js';
import { SagaActsController } from '../ops/saga-acts.controller.js';
import { SagasController } from '../ops/sagas.controller.js';
import { WaitsController } from '../ops/waits.controller.js';
import type { MessagingSettings } from '../settings.js';
import { KafkaBatchStrategy } from './kafka-batch-strategy.js';
import { MessagingHealth } from './messaging-health.js';
import { settled, type Handlers, type MessagingModuleOptions } from './options.js';
import { PrismaClients } from './prisma-clients.js';
import { DATABASE, FAULTS, KAFKA_ADMIN, SAGA_STORE } from './tokens.js';

const provide = <Value>(
  token: FactoryProvider['provide'],
  inject: NonNullable<FactoryProvider['inject']>,
  useFactory: (...args: never[]) => Value,
): FactoryProvider => ({ provide: token, inject, useFactory });

/** One service's messaging, wired: `Messaging`, the stores and handlers, the database, `/ops`. */
@Module({})
export class MessagingModule {
  static forRoot<Prisma = unknown, Settings = MessagingSettings>(
    options: MessagingModuleOptions<Prisma, Settings & MessagingSettings>,
  ): DynamicModule {
    const own: Provider[] = [...(options.stores ?? []), ...options.handlers, ...prismaOf(options)];
    const parts: Provider[] = [
      provide(
        DATABASE,
        [SETTINGS, LOGGER],
        ({ DATABASE_URL }: MessagingSettings, log: Logger) =>
          new PgDatabase<Prisma>({
            log,
            url: DATABASE_URL,
            service: options.service,
            ...(options.prisma === undefined ? {} : { prisma: options.prisma.create }),
          }),
      ),
      provide(KAFKA_ADMIN, [SETTINGS, LOGGER], (settings: MessagingSettings, logger: Logger) =>
        kafkaAdmin({ ...kafkaOf(settings), clientId: options.service, logger }),
      ),
      provide(
        SagaRegistry,
        [SETTINGS],
        (settings: Settings & MessagingSettings) =>
          new SagaRegistry(settled(options.sagas, settings, []), versionsIn(settings.SAGA_VERSIONS)),
      ),
      provide(
        SAGA_STORE,
        [SagaRegistry, LOGGER],
        (registry: SagaRegistry, log: Logger) => new PgSagaStore(registry, log),
      ),
      provide(FAULTS, [SETTINGS, LOGGER], faultsOf),
      provide(
        Messaging,
        [SETTINGS, LOGGER, DATABASE, KAFKA_ADMIN, FAULTS, SagaRegistry, SAGA_STORE, ...options.handlers],
        messagingOf(options),
      ),
      KafkaBatchStrategy,
      MessagingHealth,
      PrismaClients,
    ];
    return {
      module: MessagingModule,
      providers: [...own, ...parts],
      exports: [...own, Messaging, DATABASE, SAGA_STORE],
      controllers: [
        DeadLettersController,
        DeadLetterGroupsController,
        EditsController,
        RedrivesController,
        ParkedController,
        SagasController,
        SagaActsController,
        InboxController,
        OutboxController,
        CallsController,
        ConsumersController,
        FaultsController,
        WaitsController,
      ],
    };
  }
}

const messagingOf =
  <Prisma, Settings>({ service, parties }: MessagingModuleOptions<Prisma, Settings & MessagingSettings>) =>
  (
    settings: Settings & MessagingSettings,
    log: Logger,
    database: PgDatabase,
    offsets: KafkaAdmin,
    faults: Faults | undefined,
    registry: SagaRegistry,
    store: PgSagaStore,
    ...handlers: Handlers
  ): Messaging =>
    messagingOver({
      service,
      url: settings.DATABASE_URL,
      database: database.own,
      offsets,
      cluster: offsets,
      handlers,
      log,
      faults,
      broker: kafkaBroker({ ...kafkaOf(settings), clientId: service, logger: log, faults }),
      parties: settled(parties, settings, []),
      deadLetterDays: settings.DEAD_LETTER_DAYS,
      sagaDays: settings.SAGA_DAYS,
      alertChannels: alertChannels(settings),
      ...(registry.definitions.length === 0 ? {} : { sagas: { registry, store } }),
    });

function faultsOf(settings: MessagingSettings, log: Logger): Faults | undefined {
  if (settings.FAULTS !== 'on') return undefined;
  log.warn({}, 'FAULTS=on: whoever reaches /ops/faults can crash this service and have it lose and repeat messages');
  return new Faults(log);
}

const kafkaOf = ({ KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix = '' }: MessagingSettings) => ({ brokers, prefix });

/** `fulfil-order=1,return-order=2` */
const versionsIn = (setting = ''): ReadonlyMap<string, number> =>
  new Map(
    setting
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.split('=') as [string, string])
      .map(([saga, version]) => [saga, Number(version)]),
  );

/** Connections that Prisma may open for reads outside the batches. */
const READERS = 4;

/** For reads outside the batches. Without UTC Prisma's times come back shifted. */
function prismaOf<Prisma, Settings>({ prisma }: MessagingModuleOptions<Prisma, Settings>): Provider[] {
  if (prisma === undefined) return [];
  return [
    provide(prisma.client, [SETTINGS, PrismaClients], ({ DATABASE_URL }: MessagingSettings, clients: PrismaClients) =>
      clients.keep(
        prisma.create(new PrismaPg({ connectionString: DATABASE_URL, options: sessionOptions(), max: READERS })),
      ),
    ),
  ];
}
