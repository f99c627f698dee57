import { AnswerSource } from '../calls/answer-source.js';
import { redrivenAnswer } from '../calls/answer-unit.js';
import type { Party } from '../calls/call.js';
import { Caller } from '../calls/caller.js';
import { CallRetention } from '../calls/call-retention.js';
import { PgCallRows } from '../calls/pg-call-rows.js';
import { pgAnswerRows } from '../calls/pg-answer-rows.js';
import { PgOutgoingCalls } from '../calls/pg-outgoing-calls.js';
import { BrokerWithFaults } from '../faults/broker-with-faults.js';
import type { Faults } from '../faults/faults.js';
import type { Pipeline } from '../batch/pipeline.js';
import type { Database } from '../runtime/database.js';
import type { AnyHandler } from '../handler/handler.js';
import { WorkUnitFactory } from '../handler/work-unit-factory.js';
import type { Logger } from '../runtime/logger.js';
import { HandlerRegistry, registered } from '../handler/handler-registry.js';
import { BatchRunner } from '../batch/runner.js';
import { KafkaSource } from '../batch/kafka-source.js';
import { PgInbox } from '../inbox/pg-inbox.js';
import type { Broker, Cluster } from '../message/broker.js';
import { Messaging, type Worker } from '../messaging.js';
import { PgOutbox } from '../outbox/pg-outbox.js';
import { Relay } from '../relay/relay.js';
import { DEFAULT_KEEP_DAYS } from '../operations/dead-letters/retention.js';
import { declaredPolicies } from '../recovery/parking/declared-policies.js';
import type { AlertChannel } from '../operations/alerts/channel.js';
import { Alerter } from '../operations/alerts/alerter.js';
import { consumerWaits } from '../operations/waits/consumer-waits.js';
import { ownWaits } from '../operations/waits/own-waits.js';
import { Waits } from '../operations/waits/waits.js';
import { giveUp } from '../operations/dead-letters/give-up.js';
import { PgParkedHeads } from '../recovery/parking/pg-parked-heads.js';
import { RedriveWorker } from '../operations/redrives/redrive-worker.js';
import { rebuildIndex } from '../operations/rebuild/rebuild.js';
import { Recovery } from '../recovery/recovery.js';
import { PgUndos } from '../recovery/undos/pg-undos.js';
import { declaredUndos } from '../recovery/undos/undos.js';
import { DeadlineUnits } from '../saga/deadlines/deadline-units.js';
import { DeadlineWatch } from '../saga/deadlines/deadline-watch.js';
import { PgDueSagas } from '../saga/deadlines/pg-due-sagas.js';
import { PgBrokerContact } from '../saga/deadlines/pg-broker-contact.js';
import { OffsetProgress, type OffsetReader } from '../saga/deadlines/read-progress.js';
import { SagaOperations } from '../operations/sagas/act-on-saga.js';
import { PgLoadSource } from '../saga/admission/pg-load-source.js';
import { SagaAdmission } from '../saga/admission/saga-admission.js';
import { SagaGauge } from '../saga/read/saga-gauge.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import { sagaHandlers } from '../saga/store/saga-handlers.js';
import type { LoadedSagas } from '../saga/store/loaded-sagas.js';
import type { PgSagaStore } from '../saga/store/pg-saga-store.js';
import { Maintenance } from '../maintenance/maintenance.js';
import { DEFAULT_SAGA_DAYS, maintenanceTasks } from '../maintenance/tasks.js';

export interface MessagingOptions {
  /** Its name is its consumer group, its topics' prefix and the source of its messages. */
  readonly service: string;
  /** Of the service's database, straight to the server: the relay's lease is a session. */
  readonly url: string;
  readonly database: Database;
  readonly broker: Broker;
  /** To send again what a broker has lost. @default it loses nothing */
  readonly cluster?: Cluster;
  /** How far topics and groups are; sagas with deadlines need it. */
  readonly offsets: OffsetReader;
  /** Instances of classes with `@Handles`. */
  readonly handlers: readonly AnyHandler[];
  readonly sagas?: { readonly registry: SagaRegistry; readonly store: PgSagaStore };
  /** @default none */
  readonly parties?: readonly Party[];
  /**
   * Dead letters that nobody has touched for this many days are dropped if they are
   * settled, discarded if not. @default 30
   */
  readonly deadLetterDays?: number;
  /** Days after its end for which a saga is kept with its history. @default 30 */
  readonly sagaDays?: number;
  /** Tell people of what needs them. @default none */
  readonly alertChannels?: readonly AlertChannel[];
  /** Give them to the broker too. @default none */
  readonly faults?: Faults | undefined;
  readonly log: Logger;
}

/** One service's messaging over PostgreSQL and a broker, wired. */
export function messagingOver({
  service,
  url,
  database,
  broker: plain,
  cluster,
  offsets,
  handlers,
  sagas,
  parties = [],
  deadLetterDays = DEFAULT_KEEP_DAYS,
  sagaDays = DEFAULT_SAGA_DAYS,
  alertChannels = [],
  faults,
  log,
}: MessagingOptions): Messaging {
  const engine = sagas === undefined ? [] : sagaHandlers(sagas.registry.definitions, sagas.store);
  const broker = faults === undefined ? plain : new BrokerWithFaults(plain, faults);
  // The engine first: sagas are locked before domain rows.
  const registry = new HandlerRegistry(service, [...engine, ...registered(handlers)]);
  const factory = new WorkUnitFactory(registry);
  const inbox = new PgInbox();
  const policyOf = declaredPolicies(handlers);
  const undone = declaredUndos(handlers);

  // The relay dead-letters what the broker refuses, and dead letters are told through the outbox that the relay sends.
  const outbox: PgOutbox = new PgOutbox({
    get wantsPrecedence() {
      return relay.wantsPrecedence;
    },
    get floor() {
      return relay.floor;
    },
    get epoch() {
      return relay.epoch;
    },
    onWritten: (...written) => relay.onWritten(...written),
  });
  const recovery = new Recovery({ service, database, inbox, outbox, log, policyOf, undone });
  const relay: Relay = new Relay({
    service,
    url,
    database,
    broker,
    topics: registry.topics,
    ...(cluster === undefined ? {} : { cluster }),
    deadLetters: recovery.deadLetters,
    log,
  });

  const answers = new AnswerSource({ rows: pgAnswerRows, deadLetters: recovery.deadLetters, policyOf, log });
  const caller: Caller = new Caller({
    registry,
    parties,
    rows: new PgCallRows(database),
    source: answers,
    submit: (unit) => runner.submit(unit),
    log,
    faults,
  });
  const pipeline: Pipeline = {
    registry,
    inbox,
    outbox,
    calls: new PgOutgoingCalls(caller),
    undos: new PgUndos(undone),
    stores: storesOf([...engine.map(({ handler }) => handler), ...handlers]),
    faults,
    ...starterOf(sagas?.store),
  };
  const runner: BatchRunner = new BatchRunner(database, pipeline, log);

  const drain: Worker = {
    start: () =>
      recovery.start(
        (record, source) => redrivenAnswer(registry, source, record) ?? factory.toUnit(record, source),
        (unit) => runner.submit(unit).finally(() => messaging.roomFreed()),
      ),
    stop: () => recovery.stop(),
  };
  const redrives = new RedriveWorker({ database, log, onRedriven: () => recovery.wake() });
  const admission =
    sagas === undefined
      ? undefined
      : new SagaAdmission({
          definitions: sagas.registry.definitions,
          source: new PgLoadSource(database),
          completions: sagas.store.completions,
          log,
        });
  const waits = new Waits(database, {
    ...ownWaits({
      waitedMs: () => runner.waitedMs,
      missingTopics: () => relay.missingTopics,
      ...(admission === undefined ? {} : { admission: () => admission.state }),
    }),
    ...consumerWaits(() => messaging.consumer),
  });
  const workers: Worker[] = [
    new Maintenance({ service, url, log, tasks: maintenanceTasks({ deadLetterDays, sagaDays }, database, log) }),
    new Alerter({ service, database, waits, log, channels: alertChannels }),
    new CallRetention(database, log),
    caller,
    redrives,
    drain,
  ];
  if (sagas !== undefined) {
    const dueSagas = new PgDueSagas(database, sagas.registry);
    workers.push(
      new DeadlineWatch({
        dueSagas,
        units: new DeadlineUnits(sagas.store, dueSagas),
        progress: new OffsetProgress(offsets, service, registry.topics),
        contact: new PgBrokerContact(database),
        store: sagas.store,
        silentFor: () => messaging.brokerSilentFor,
        runner,
        log,
      }),
    );
    workers.push(new SagaGauge(database, sagas.registry));
    if (admission !== undefined) workers.push(admission);
  }
  const source = new KafkaSource(inbox, recovery.parking, recovery.deadLetters, recovery.policyOf, log);
  const rebuildDeadLetters = (actor: string) => rebuildIndex({ service, database, broker: plain, offsets, log }, actor);
  const messaging: Messaging = new Messaging({
    rebuildDeadLetters,
    registry,
    runner,
    factory,
    source,
    broker,
    database,
    waits,
    workers,
    relay,
    giveUp: async (order) => {
      const heads = new PgParkedHeads(database, undefined, undone);
      const given = await giveUp({ service, database, heads, deadLetters: recovery.deadLetters, inbox }, order);
      recovery.wake();
      return given;
    },
    wakeRecovery: () => [redrives, recovery].forEach((each) => each.wake()),
    ...(admission === undefined ? {} : { admission }),
    ...(sagas === undefined ? {} : { sagaOperations: new SagaOperations(sagas.store, runner, database) }),
    backlog: () => relay.backlog,
    parties: () => caller.parties,
    brokerOutage: () => relay.outage,
    log,
  });
  return messaging;
}

/** In the order of first mention: every transaction locks in this order. */
const storesOf = (handlers: readonly AnyHandler[]) => [...new Set(handlers.map(({ store }) => store))];

function starterOf(store: PgSagaStore | undefined): Pick<Pipeline, 'sagas'> {
  if (store === undefined) return {};
  return {
    sagas: {
      store,
      start: (started, stores, context) => (stores.stateOf(store) as LoadedSagas).start(started, context),
    },
  };
}
