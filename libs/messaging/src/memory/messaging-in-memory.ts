import { AnswerSource } from '../calls/answer-source.js';
import { redrivenAnswer } from '../calls/answer-unit.js';
import type { Party } from '../calls/call.js';
import { Caller } from '../calls/caller.js';
import type { Pipeline } from '../batch/pipeline.js';
import type { Database } from '../runtime/database.js';
import type { AnyHandler, Store } from '../handler/handler.js';
import { WorkUnitFactory } from '../handler/work-unit-factory.js';
import { silent, type Logger } from '../runtime/logger.js';
import { HandlerRegistry, registered } from '../handler/handler-registry.js';
import { BatchRunner } from '../batch/runner.js';
import { KafkaSource } from '../batch/kafka-source.js';
import type { Broker } from '../message/broker.js';
import type { Outbox } from '../outbox/outbox.js';
import { Messaging, type Worker } from '../messaging.js';
import { Waits } from '../operations/waits/waits.js';
import { declaredPolicies } from '../recovery/parking/declared-policies.js';
import { Retrier } from '../recovery/parking/retrier.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { MemoryParking } from './memory-parking.js';
import { RetrySource } from '../recovery/parking/retry-source.js';
import { DeadlineUnits } from '../saga/deadlines/deadline-units.js';
import { DeadlineWatch } from '../saga/deadlines/deadline-watch.js';
import { MemoryDueSagas } from './memory-due-sagas.js';
import type { Completions } from '../saga/admission/completions.js';
import type { AdmissionLimits } from '../saga/admission/admission.js';
import { SagaAdmission } from '../saga/admission/saga-admission.js';
import { MemoryBrokerContact } from './memory-broker-contact.js';
import { OffsetProgress, type OffsetReader } from '../saga/deadlines/read-progress.js';
import type { SagaRegistry } from '../saga/saga-registry.js';
import { sagaHandlers } from '../saga/store/saga-handlers.js';
import type { Outage } from '../saga/engine/stand-still.js';
import type { LoadedSagas } from '../saga/store/loaded-sagas.js';
import { directLink, type StoreLink } from './link.js';
import { memoryCallRows, MemoryOutgoingCalls } from './memory-outgoing-calls.js';
import type { MemoryDisk } from './memory-disk.js';
import { MemoryInbox } from './memory-inbox.js';
import { MemoryLoadSource } from './memory-load-source.js';
import { MemoryOutbox } from './memory-outbox.js';
import { MemoryRelay } from './memory-relay.js';

export interface MemoryMessagingOptions {
  readonly service: string;
  /** What former processes of the service have left, and others share. */
  readonly disk: MemoryDisk;
  readonly database: Database<never>;
  readonly broker: Broker;
  /** How far topics and groups are; sagas with deadlines need it. */
  readonly offsets: OffsetReader;
  /** Instances of classes with `@Handles`, over memory stores. */
  readonly handlers: readonly AnyHandler[];
  /** `store`: over the disk's sagas; `tells`: where it learns of outages. @default nowhere */
  readonly sagas?: {
    readonly registry: SagaRegistry;
    readonly store: Store<string, LoadedSagas>;
    readonly tells?: { outages: readonly Outage[] };
  };
  /** What has completed its sagas; with it, sagas that could not end in time are refused. @default all are let in */
  readonly completions?: Completions;
  /** @default as the definitions say */
  readonly admissionLimits?: Partial<AdmissionLimits>;
  /** Puts something around each handler, those of the saga engine too, e.g. to look on. @default nothing */
  readonly wrap?: (handler: AnyHandler) => AnyHandler;
  /** @default none */
  readonly parties?: readonly Party[];
  /** @default direct */
  readonly link?: StoreLink;
  /** @default nothing is said */
  readonly log?: Logger;
}

/**
 * One service's messaging as `messagingOver` wires it, with all that is stored in memory: for simulations and specs.
 * What operators do needs SQL.
 */
export function messagingInMemory({
  service,
  disk,
  database,
  broker,
  offsets,
  handlers: own,
  sagas,
  completions,
  admissionLimits = {},
  wrap = (handler) => handler,
  parties = [],
  link = directLink,
  log = silent,
}: MemoryMessagingOptions): Messaging {
  const handlers = own.map(wrap);
  const engine =
    sagas === undefined
      ? []
      : sagaHandlers(sagas.registry.definitions, sagas.store).map(({ contract, handler }) => ({
          contract,
          handler: wrap(handler),
        }));
  const registry = new HandlerRegistry(service, [...engine, ...registered(handlers)]);
  const factory = new WorkUnitFactory(registry);
  const policyOf = declaredPolicies(handlers);
  const inbox = new MemoryInbox(disk.inbox);

  const outbox: Outbox = { write: (tx, records) => relayed.write(tx, records) };
  const deadLetters = new MemoryDeadLetters(service, outbox, disk.deadLetters);
  const relay: MemoryRelay = new MemoryRelay({
    service,
    table: disk.outbox,
    lease: disk.relayLease,
    link,
    broker,
    database: database as Database,
    deadLetters,
    log,
  });
  const relayed = new MemoryOutbox(disk.outbox, relay);
  const parking: MemoryParking = new MemoryParking({ rows: disk.parked, link, policyOf, onParked: () => drain.wake() });

  const answers = new AnswerSource({ rows: disk.calls, deadLetters, policyOf, log });
  const caller: Caller = new Caller({
    registry,
    parties,
    rows: memoryCallRows(disk.calls, link),
    source: answers,
    submit: (unit) => runner.submit(unit),
    log,
  });
  const stores = [...new Set([...engine.map(({ handler }) => handler), ...handlers].map(({ store }) => store))];
  const pipeline: Pipeline = {
    registry,
    inbox,
    outbox,
    calls: new MemoryOutgoingCalls(disk.calls, caller),
    stores,
    ...starterOf(sagas),
  };
  const runner: BatchRunner = new BatchRunner(database as Database, pipeline, log);

  const retries: RetrySource = new RetrySource({
    service,
    heads: parking,
    deadLetters,
    inbox,
    outbox,
    policyOf,
    random: Math.random,
    log,
    toUnit: (record, source) => redrivenAnswer(registry, source, record) ?? factory.toUnit(record, source),
  });
  const drain: Retrier = new Retrier({
    heads: parking,
    source: retries,
    submit: (unit) => runner.submit(unit).finally(() => messaging.roomFreed()),
    log,
  });
  const workers: Worker[] = [caller, drain];
  if (sagas !== undefined) {
    const dueSagas = new MemoryDueSagas(disk.sagas, sagas.registry, link);
    workers.push(
      new DeadlineWatch({
        dueSagas,
        units: new DeadlineUnits(sagas.store, dueSagas),
        progress: new OffsetProgress(offsets, service, registry.topics),
        contact: new MemoryBrokerContact(disk.contact, link),
        ...(sagas.tells === undefined ? {} : { store: sagas.tells }),
        silentFor: () => messaging.brokerSilentFor,
        runner,
        log,
      }),
    );
  }
  const admission =
    sagas === undefined || completions === undefined
      ? undefined
      : new SagaAdmission({
          definitions: sagas.registry.definitions,
          source: new MemoryLoadSource(disk.completions, disk.sagas, link),
          completions,
          limits: admissionLimits,
          log,
        });
  if (admission !== undefined) workers.push(admission);
  const source = new KafkaSource(inbox, parking, deadLetters, policyOf, log);
  const rebuildDeadLetters = () => Promise.resolve({ read: 0, added: 0, foreign: 0, unkept: 0 });
  const messaging: Messaging = new Messaging({
    // Its tables are looked at by the tests themselves.
    waits: new Waits({ query: () => Promise.resolve([]) }),
    rebuildDeadLetters,
    registry,
    runner,
    factory,
    source,
    broker,
    database: database as Database,
    workers,
    relay,
    giveUp: () => Promise.resolve({ answer: 'unknown' }),
    wakeRecovery: () => drain.wake(),
    ...(admission === undefined ? {} : { admission }),
    backlog: () => relay.backlog,
    parties: () => caller.parties,
    brokerOutage: () => relay.outage,
    log,
  });
  return messaging;
}

function starterOf(sagas: MemoryMessagingOptions['sagas']): Pick<Pipeline, 'sagas'> {
  if (sagas === undefined) return {};
  const store = sagas.store as Store<unknown, unknown>;
  return {
    sagas: {
      store,
      start: (started, stores, context) => (stores.stateOf(store) as LoadedSagas).start(started, context),
    },
  };
}
