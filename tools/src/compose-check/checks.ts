import { deepEqual, equal, ok } from 'node:assert/strict';
import { services } from '../stack/stack.js';
import { waitFor } from '../process/wait.js';
import { compose, containersOf, docker, pageOf, stateOf, urls } from './compose.js';
import { ends, placeOrders } from './load.js';

const apps = [...services, 'sandbox'];
const only = async (service: string) => (await containersOf(service))[0] ?? '';
const healthy = (container: string) =>
  waitFor(`${container} being healthy`, async () => (await stateOf(container)).Health?.Status === 'healthy', {
    within: 90_000,
    every: 500,
  });

/** Each proves one promise of docker-compose.yml on the running system; what it answers is told. */
export const checks: Record<string, () => Promise<string>> = {
  'starts in order: jobs end before services start, services are healthy before the demo': async () => {
    const ended = await Promise.all(['topics', 'databases'].map(async (job) => stateOf(await only(job))));
    const started = await Promise.all(apps.map(async (app) => stateOf(await only(app))));
    for (const job of ended)
      for (const app of started)
        ok(job.ExitCode === 0 && job.FinishedAt <= app.StartedAt, `${job.FinishedAt} is before ${app.StartedAt}`);
    const demo = await only('demo');
    equal(await docker('wait', demo), '0', await docker('logs', demo));
    return (await docker('logs', demo)).split('\n').find((line) => line.includes('add up')) ?? '';
  },

  'is one trace an order, in the viewer': async () => {
    const id = /\/trace\/([0-9a-f]{32})/.exec(await docker('logs', await only('demo')))?.[1] ?? '';
    const page = await (await fetch(`${urls.traces}/api/traces/${id}`)).text();
    for (const service of apps) ok(page.includes(`"${service}"`), `${service} is in trace ${id}`);
    return `${apps.length} services in trace ${id}`;
  },

  'gives services no root, nothing to write to, and no other database': async () => {
    for (const app of apps) {
      const seen = await docker(
        'exec',
        await only(app),
        'sh',
        '-c',
        'id -u; touch /app/x 2>&1 || true; grep CapEff /proc/1/status',
      );
      ok(/^1000\n.*Read-only file system\nCapEff:\s*0+$/s.test(seen), `${app}: ${seen}`);
    }
    const other = `const { default: pg } = await import('pg'); const url = new URL(process.env.DATABASE_URL); url.pathname = '/payments';
      await new pg.Client({ connectionString: url.href }).connect().then(() => console.log('let in'), (error) => console.log(error.code))`;
    equal(
      await docker('exec', '-w', '/app', await only('orders'), 'node', '--input-type=module', '-e', other),
      '42501',
    );
    return 'orders is refused by the database payments (42501)';
  },

  'stops a service within its grace, and loses nothing': async () => {
    const payments = await only('payments');
    const ids = await placeOrders(40);
    const began = Date.now();
    await docker('stop', '-t', '15', payments);
    const took = Date.now() - began;
    equal((await stateOf(payments)).ExitCode, 0);
    ok(took < 12_000, `stopped in ${took} ms`);
    await compose('start', 'payments');
    deepEqual([...new Set(await ends(ids))], ['fulfilled']);
    return `stopped in ${took} ms with exit code 0; 40 of 40 orders fulfilled after its start`;
  },

  'comes back after a crash of a service, of Kafka and of PostgreSQL': async () => {
    const told: string[] = [];
    for (const service of ['shipping', 'kafka', 'postgres']) {
      const container = await only(service);
      const before = (await stateOf(container)).StartedAt;
      const ids = await placeOrders(20);
      // From outside: a kill through Docker counts as a wish, and is not followed by a restart.
      const pid = await docker('inspect', '--format', '{{.State.Pid}}', container);
      process.kill(Number(pid), 'SIGKILL');
      await waitFor(`${service} being restarted`, async () => (await stateOf(container)).StartedAt > before, {
        within: 60_000,
      });
      await healthy(container);
      deepEqual([...new Set(await ends(ids))], ['fulfilled']);
      told.push(`${service}: 20 of 20 fulfilled`);
    }
    return told.join('; ');
  },

  'scales: three of inventory share the partitions, one of them sends, stock adds up': async () => {
    const before = await stock();
    await compose('up', '-d', '--no-build', '--scale', 'inventory=3', 'inventory');
    const members = await containersOf('inventory');
    equal(members.length, 3);
    await Promise.all(members.map(healthy));
    const shares = await waitFor(
      'every member having partitions',
      async () => {
        const joined = await Promise.all(
          members.map(async (member) =>
            Number([...(await docker('logs', member)).matchAll(/"partitions":(\d+)/g)].at(-1)?.[1] ?? 0),
          ),
        );
        return joined.every((share) => share > 0) && new Set(joined).size === 1 ? joined : undefined;
      },
      { within: 60_000, every: 1000 },
    );
    const ids = await placeOrders(120);
    deepEqual([...new Set(await ends(ids))], ['fulfilled']);
    const leaders = await Promise.all(
      members.map(async (member) =>
        Number(/^messaging_outbox_leader\S* (\d)/m.exec(await pageOf(member, '/metrics'))?.[1]),
      ),
    );
    equal(
      leaders.reduce((sum, each) => sum + each, 0),
      1,
      `leaders: ${leaders.join(', ')}`,
    );
    const batches = await Promise.all(
      members.map(async (member) =>
        Number(/^sagaworks_batch_messages_total\S* (\d+)/m.exec(await pageOf(member, '/metrics'))?.[1]),
      ),
    );
    ok(
      batches.every((count) => count > 0),
      `messages handled: ${batches.join(', ')}`,
    );
    await waitFor(
      'stock adding up',
      async () => (await stock()).shipped === before.shipped + 120 * 3 && (await stock()).reserved === 0,
    );
    equal((await stock()).total, before.total);
    const outboxes = await Promise.all(members.map((member) => pageOf(member, '/ops/outbox?state=unsent')));
    equal(new Set(outboxes).size, 1);
    return `partitions ${shares.join(', ')}; relay leaders ${leaders.join(', ')}; messages ${batches.join(', ')}; 120 of 120 orders fulfilled, 360 pieces shipped once`;
  },

  'keeps within its memory limits': async () => {
    const names = (await compose('ps', '-q')).split('\n').filter((id) => id !== '');
    for (const name of names) equal((await stateOf(name)).OOMKilled, false);
    return (await docker('stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}', ...names)).replaceAll(
      '\n',
      '; ',
    );
  },
};

async function stock(): Promise<{ total: number; reserved: number; shipped: number }> {
  const { items } = JSON.parse(await pageOf(await only('inventory'), '/stock?limit=100')) as {
    items: { available: number; reserved: number; shipped: number }[];
  };
  const sum = (field: 'available' | 'reserved' | 'shipped') => items.reduce((total, item) => total + item[field], 0);
  return {
    total: sum('available') + sum('reserved') + sum('shipped'),
    reserved: sum('reserved'),
    shipped: sum('shipped'),
  };
}
