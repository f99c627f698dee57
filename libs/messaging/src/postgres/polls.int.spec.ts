// What is asked again and again, by clock or by need, looks at what waits and never through what has been.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type pg from 'pg';
import { PgCallRows } from '../calls/pg-call-rows.js';
import { silent } from '../runtime/logger.js';
import { listInbox } from '../operations/lists/list-inbox.js';
import { outboxStatus } from '../operations/lists/outbox-status.js';
import { RelayRows } from '../relay/relay-rows.js';
import type { RowsConnection } from '../relay/rows-connection.js';
import { maintenanceTasks } from '../maintenance/tasks.js';
import { observeRecovery } from '../recovery/metrics.js';
import { AlertMetrics } from '../operations/alerts/alert-metrics.js';
import { raise, takeUnsent } from '../operations/alerts/alert-rows.js';
import { Waits } from '../operations/waits/waits.js';
import { PgParkedHeads } from '../recovery/parking/pg-parked-heads.js';
import { PgParking } from '../recovery/parking/pg-parking.js';
import { RedriveWorker } from '../operations/redrives/redrive-worker.js';
import { PgDueSagas } from '../saga/deadlines/pg-due-sagas.js';
import { listSagas } from '../operations/sagas/list-sagas.js';
import { missingVersions } from '../saga/read/missing-versions.js';
import { SagaGauge } from '../saga/read/saga-gauge.js';
import { SagaRegistry } from '../saga/saga-registry.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { tripSaga } from '../testing/trip-saga.js';
import { fillTables, MANY } from './filled-tables.fixture.js';
import { Explained, type Cost } from './explained.fixture.js';

/** Of each statement, at most: each of the tables and most of their indexes have many more. */
const PAGES = 250;
const isDear = ({ pages, scanned }: Cost): boolean =>
  pages > PAGES || Object.values(scanned).some((rows) => rows > MANY / 20);
const ME = '00000000-0000-4000-8000-000000000001';

describe('in tables full of the past', () => {
  let under: Awaited<ReturnType<typeof throwawayDatabase>>;
  let explained: Explained;
  beforeAll(async () => {
    under = await throwawayDatabase();
    await fillTables(under.url);
    explained = await Explained.over(under.url);
  }, 120_000);
  afterAll(async () => {
    await explained?.[Symbol.asyncDispose]();
    await under?.drop();
  }, 30_000);

  const registry = new SagaRegistry([tripSaga]);
  const database = () => explained as never;
  const rowsConnection: Pick<RowsConnection, 'query'> = {
    query: async <Row extends object>(query: pg.QueryConfig) => (await explained.client.query<Row>(query)).rows,
  };
  /** A step of the worker is its own: it is started, and stopped in it. */
  async function workOnRedrives(): Promise<void> {
    const worker = new RedriveWorker({ database: explained, log: silent, onRedriven: () => undefined });
    worker.start();
    await worker.stop();
  }
  /** As Prometheus reads them. */
  async function readMetrics(): Promise<void> {
    const reader = new PeriodicExportingMetricReader({
      exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
      exportIntervalMillis: 3_600_000,
    });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    observeRecovery(explained);
    new SagaGauge(explained, registry).start();
    new AlertMetrics(explained).start();
    const { errors } = await reader.collect();
    expect(errors).toEqual([]);
    metrics.disable();
    await reader.shutdown();
  }
  const polls: Readonly<Record<string, () => Promise<unknown>>> = {
    'the relay reads what is unsent': () =>
      new RelayRows(rowsConnection, { lease: 'relay', epoch: '1' }).read([], { after: '0' }),
    'the deadline watch looks for what is due': () => new PgDueSagas(database(), registry).due(),
    'readiness asks which versions live instances need': () => missingVersions(database(), registry),
    'the drain looks for what is due': () => new PgParkedHeads(explained).due(50),
    'the drain claims what is due': async () => {
      const heads = new PgParkedHeads(explained);
      return heads.claim(explained.tx, (await heads.due(50)).heads);
    },
    'a batch asks whether its keys are parked': () =>
      new PgParking().parked(explained.tx, [
        { topic: 'trips.commands', key: 'none' },
        { topic: 'trips.commands', key: '7' },
      ]),
    'a caller shows that it lives': () =>
      new PgCallRows(explained).beat(ME, { name: 'me', lastsMs: 3_600_000, first: false }),
    'a caller takes over what nobody owns': () => new PgCallRows(explained).inherit(ME),
    'a caller reads the open calls that it has room for': () =>
      new PgCallRows(explained).heads(ME, [{ party: 'bank', lane: 0, calls: 10, bytes: 1_000_000 }], []),
    'a caller looks for calls past their deadline': () => new PgCallRows(explained).overdue(ME, []),
    'a caller counts its open calls': () => new PgCallRows(explained).counts(ME),
    'the worker goes on with redrives of many': workOnRedrives,
    'what waits is looked for': () => new Waits(explained).all(),
    'alerts are raised': async () => raise(explained, await new Waits(explained).all(), 'me'),
    'alerts that are not told yet are taken': () => takeUnsent(explained),
    'upkeep looks for what is old': async () => {
      const tasks = maintenanceTasks({ deadLetterDays: 30 }, database(), silent);
      for (const { run } of tasks.filter(({ what }) => !what.endsWith('partitions'))) await run(explained);
    },
    'people look at the outbox': () => outboxStatus(explained),
    'people look at what the inbox took last': () => listInbox(explained, { limit: 50 }),
    'people look at the sagas that need them': () => listSagas(database(), { status: 'needs-operator' }),
  };

  it.each(Object.keys(polls))('%s', async (name) => {
    const costs = await explained.costsOf(polls[name]!);
    expect(costs).not.toEqual([]);
    expect(costs.filter(isDear)).toEqual([]);
  });

  it('metrics are read: of all tables only the keys that are parked now are counted one by one', async () => {
    const costs = await explained.costsOf(readMetrics);
    expect(costs.filter(({ scanned }) => !('parked_sequence' in scanned)).length).toBeGreaterThan(2);
    expect(costs.filter(({ scanned }) => !('parked_sequence' in scanned)).filter(isDear)).toEqual([]);
  });
});
