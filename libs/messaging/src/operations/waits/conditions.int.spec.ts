// Every way to wait is made here once: it is then in the gauges, an alert, on the page that `sagaworks status` reads
// and, where it is the service's own trouble, in readiness; and none of that stays when it is over.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { raise } from '../alerts/alert-rows.js';
import { throwawayService, type ThrowawayService } from '../../testing/throwaway-service.js';
import { CONDITIONS, type ConditionName, type OwnCondition } from './conditions.js';
import type { Found } from './condition.js';
import { WaitMetrics } from './wait-metrics.js';
import { Waits } from './waits.js';

/** Reads the metrics when it is asked. */
class Reading extends MetricReader {
  protected onForceFlush = () => Promise.resolve();
  protected onShutdown = () => Promise.resolve();

  async ageOf(condition: string, of: string): Promise<unknown> {
    const { resourceMetrics, errors } = await this.collect();
    expect(errors).toEqual([]);
    return resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === 'messaging.wait.age')
      ?.dataPoints.find(({ attributes }) => attributes['condition'] === condition && attributes['of'] === of)?.value;
  }
}

const OWNER = `'00000000-0000-4000-8000-000000000001'`;
const call = (party: string, age: string, more: string) =>
  `INSERT INTO messaging.call (id, party, operation, key, ordering_key, request, cause, owner, created_at, state, tries, last_error)
    VALUES (gen_random_uuid(), '${party}', 'capture', 'k', 'k', '{}', '{}', ${OWNER}, now() - interval '${age}', ${more})`;
const saga = (status: string, due: string) =>
  `INSERT INTO messaging.saga_instance (id, saga, version, business_key, status, revision, due_at, look_at, created_at, updated_at, data, state, trace)
    VALUES (gen_random_uuid(), 'trip', 1, 'k', '${status}', 1, ${due}, ${due}, now() - interval '2 hours', now() - interval '2 hours', '{}', '{}', '{}')`;
const parked = (state: string, due: string) =>
  `INSERT INTO messaging.parked_sequence (topic, key, state, length, due_at, first_failed_at, last_error) VALUES ('shop.commands', 'k', '${state}', 1, ${due}, now() - interval '1 hour', 'no shelf')`;

interface Made {
  readonly of: string;
  readonly begin?: string;
  readonly end?: string;
}
const MADE: Readonly<Record<ConditionName, Made>> = {
  'dead-letters': {
    of: 'a-cause',
    begin: `INSERT INTO messaging.dead_letter (id, status, message_id, type, topic, key, record_partition, record_offset, record_time, record_headers, fingerprint, error_class, error_message, error_stack, attempts, first_failed_at, last_failed_at)
      VALUES (gen_random_uuid(), 'dead', 'm', 'shop.add', 'shop.commands', 'k', 0, 0, now(), '{}', 'a-cause', 'Error', 'hopeless', '', 1, now(), now())`,
    end: `UPDATE messaging.dead_letter SET status = 'discarded'`,
  },
  'stuck-sequences': {
    of: 'shop.commands/held',
    begin: parked('held', 'NULL'),
    end: 'DELETE FROM messaging.parked_sequence',
  },
  'sagas-need-operator': {
    of: 'trip',
    begin: saga('needs-operator', 'NULL'),
    end: 'DELETE FROM messaging.saga_instance',
  },
  'redrive-halted': {
    of: '00000000-0000-4000-8000-000000000009',
    begin: `INSERT INTO messaging.redrive_operation (id, state, actor, per_second, halt_after, force)
      VALUES ('00000000-0000-4000-8000-000000000009', 'halted', 'ada', 1, 1, false)`,
    end: `UPDATE messaging.redrive_operation SET state = 'done'`,
  },
  'calls-open': {
    of: 'cards',
    begin: call('cards', '11 minutes', `'open', 1, 'no answer'`),
    end: 'DELETE FROM messaging.call',
  },
  'calls-failing': {
    of: 'mail capture',
    begin: call('mail', '61 minutes', `'open', 90, 'no such address'`),
    end: 'DELETE FROM messaging.call',
  },
  'answers-failing': {
    of: 'carrier',
    begin: call('carrier', '3 minutes', `'answer-failed', 1, NULL`),
    end: 'DELETE FROM messaging.call',
  },
  'outbox-unsent': {
    of: '',
    begin: `INSERT INTO messaging.outbox (created_at, messages, records) VALUES (now() - interval '61 seconds', 1, '[]')`,
    end: 'UPDATE messaging.outbox SET sent_at = now()',
  },
  'relay-leaderless': {
    of: '',
    begin: `INSERT INTO messaging.lease VALUES ('relay', 'shop/1', 1, 1, now(), now() - interval '16 seconds')`,
    end: `UPDATE messaging.lease SET expires_at = now() + interval '1 minute'`,
  },
  'records-unhandled': { of: 'shop.commands/3' },
  'partition-blocked': { of: 'shop.commands/3' },
  'records-skipped': { of: 'shop.commands/3' },
  'deadlines-late': {
    of: '',
    begin: saga('running', `now() - interval '61 seconds'`),
    end: 'DELETE FROM messaging.saga_instance',
  },
  'sagas-still': { of: 'trip', begin: saga('compensating', 'NULL'), end: 'DELETE FROM messaging.saga_instance' },
  'keys-retrying': {
    of: 'shop.commands',
    begin: parked('retrying', 'now()'),
    end: 'DELETE FROM messaging.parked_sequence',
  },
  'keys-waiting': {
    of: 'shop.commands/UnknownVersion',
    begin: `INSERT INTO messaging.parked_sequence (topic, key, state, length, due_at, first_failed_at, last_error, waits_for)
      VALUES ('shop.commands', 'k', 'waiting', 1, 'infinity', now() - interval '6 minutes', 'shop.add 99', 'UnknownVersion')`,
    end: 'DELETE FROM messaging.parked_sequence',
  },
  'topics-missing': { of: 'shop.events' },
  // A prepared transaction holds it: begun by hand below, since this server allows none.
  'snapshot-open': { of: '' },
  'units-waiting': { of: '' },
  'admission-closed': { of: '' },
};
const OLD = new Date(Date.now() - 3_600_000);

describe('what waits', () => {
  let under: ThrowawayService;
  const own: Partial<Record<OwnCondition, Found[]>> = {};
  const waits = () =>
    new Waits(
      under.database,
      Object.fromEntries(
        CONDITIONS.filter((each) => !('sql' in each)).map(({ name }) => [name, () => own[name as OwnCondition] ?? []]),
      ),
    );
  beforeAll(async () => void (under = await throwawayService('shop')));
  afterAll(() => under.close());

  const begin = async (name: ConditionName, { of, begin: made }: Made) => {
    if (made === undefined) own[name as OwnCondition] = [{ of, count: 1, since: OLD, why: 'a reason' }];
    else await under.database.query(made);
  };
  const end = async (name: ConditionName, { end: over }: Made) => {
    delete own[name as OwnCondition];
    if (over !== undefined) await under.database.query(over);
  };
  const conditions = CONDITIONS.filter(({ name }) => name !== 'snapshot-open');

  it.each(conditions.map(({ name, unready }) => [name, unready] as const))(
    '%s: is told everywhere as long as it lasts (in readiness: %s)',
    async (name, unready) => {
      const made = MADE[name];
      await begin(name, made);
      const reading = new Reading();
      metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reading] }));
      const gauges = new WaitMetrics(waits());
      gauges.start();
      const found = (await waits().all()).filter((wait) => wait.name === name);
      expect(found).toMatchObject([{ of: made.of, over: true, next: expect.stringMatching(/^sagaworks /) }]);
      expect(await reading.ageOf(name, made.of)).toBeCloseTo(found[0]!.age, -2);
      const raised = await raise(under.database, await waits().all(), 'me');
      expect(raised.map(({ subject }) => subject)).toContain(`${name}/${made.of}`);
      const reason = await waits().unready();
      if (unready) expect(reason).toContain(found[0]!.text);
      else expect(reason).toBeUndefined();
      gauges.stop();

      await end(name, made);
      const after = new WaitMetrics(waits());
      after.start();
      expect(await waits().all()).toEqual([]);
      expect(await reading.ageOf(name, '')).toBe(0);
      expect(await raise(under.database, await waits().all(), 'me')).toEqual([]);
      expect(await under.database.query('SELECT FROM messaging.notice')).toEqual([]);
      expect(await waits().unready()).toBeUndefined();
      after.stop();
      metrics.disable();
    },
  );

  it('includes a transaction that keeps the past', async () => {
    const snapshot = async () => (await waits().all()).filter(({ name }) => name === 'snapshot-open');
    await under.database.transaction(async (tx) => {
      await tx.sql('SELECT txid_current()');
      await expect(snapshot()).resolves.toMatchObject([{ over: false, why: expect.stringContaining('process') }]);
    });
  });

  it('an instance that has died leaves no alert behind, and no other one ends its alerts before', async () => {
    own['partition-blocked'] = [{ of: 'shop.commands/3', count: 1, since: OLD, why: null }];
    expect(await raise(under.database, await waits().all(), 'died')).toHaveLength(1);
    own['partition-blocked'] = [];
    const alerts = () => under.database.query('SELECT FROM messaging.notice');
    await raise(under.database, await waits().all(), 'other');
    expect(await alerts()).toHaveLength(1);
    await under.database.query(`UPDATE messaging.notice SET seen_at = now() - interval '3 minutes'`);
    await raise(under.database, await waits().all(), 'other');
    expect(await alerts()).toEqual([]);
  });

  it('within its bound is shown and nothing more', async () => {
    await under.database.query(call('cards', '1 minute', `'open', 0, NULL`));
    expect(await waits().all()).toMatchObject([{ name: 'calls-open', over: false, count: 1 }]);
    expect(await raise(under.database, await waits().all(), 'me')).toEqual([]);
    await under.database.query('DELETE FROM messaging.call');
  });

  it('is not known while the database is away, which readiness leaves to whoever looks at the database', async () => {
    const away = new Waits({ query: () => Promise.reject(new Error('away')) });
    await expect(away.all()).rejects.toThrow('away');
    expect(await away.unready()).toBeUndefined();
  });
});
