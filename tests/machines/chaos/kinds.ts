import { databases, services, waitFor, type Part } from '@sagaworks/tools';
import pg from 'pg';
import type { System } from '../support/system.js';
import { crashAt, misdeed, trouble } from './named-faults.js';
import { partIn, type Kind } from './schedule.js';

/** How a part is broken, and how it is healed. */
export interface Breaking extends Kind {
  begin(system: System, target: string): Promise<void>;
  heal(system: System, target: string): Promise<void>;
}

/** A service that starts while a server is away ends, and is started again. */
const HEALED_WITHIN = 120_000;

const partOf = ({ stack, services: running }: System, name: string): Part => {
  if (name === 'kafka' || name === 'postgres') return stack[name];
  return running.get(name as Parameters<typeof running.get>[0]);
};
const start = async (system: System, name: string) => {
  const started = () =>
    partOf(system, name)
      .start()
      .then(
        () => true,
        () => false,
      );
  await waitFor(`${name} being up again`, started, { within: HEALED_WITHIN, every: 500 });
};

/** A process that died as it was being healed. */
export const startAll = async (system: System): Promise<void> =>
  void (await Promise.all(system.services.parts.map(({ name }) => start(system, name))));

const kill = {
  name: 'kill',
  begin: (system: System, name: string) => partOf(system, name).kill('SIGKILL'),
  heal: start,
};
const freeze = {
  name: 'freeze',
  begin: (system: System, name: string) => partOf(system, name).kill('SIGSTOP'),
  heal: (system: System, name: string) => partOf(system, name).kill('SIGCONT'),
};
/** All its data is gone when it is back. */
const wipe = {
  name: 'wipe',
  begin: async ({ stack }: System) => {
    await stack.kafka.kill('SIGKILL');
    await stack.kafka.wipe();
  },
  heal: start,
};
const OF_DATABASE = '-database';
/** Every connection of a database ends at once; who needs one makes a new one. */
const cut = {
  name: 'cut',
  begin: async ({ stack }: System, target: string) => {
    const client = new pg.Client({ connectionString: stack.postgres.url('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    await client
      .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        target.replace(OF_DATABASE, ''),
      ])
      .finally(() => client.end());
  },
  heal: () => Promise.resolve(),
};

/** What has not died by then is not to. */
const crash = {
  name: crashAt.name,
  begin: crashAt.begin,
  heal: async (system: System, target: string) => {
    await crashAt.clear(system, target);
    await start(system, partIn(target));
  },
};

const servers = ['kafka', 'postgres', 'sandbox'];

/**
 * What a storm is made of. A service that is killed is started 2 s later: that is what the
 * promise of recovery is about.
 */
export const kinds: readonly Breaking[] = [
  { ...kill, targets: services, weight: 8, lasts: [2, 2] },
  { ...freeze, targets: services, weight: 5, lasts: [1, 12] },
  { ...kill, name: 'kill-server', targets: servers, weight: 3, lasts: [1, 6] },
  { ...freeze, name: 'freeze-server', targets: servers, weight: 3, lasts: [1, 10] },
  { ...cut, targets: databases.map((database) => `${database}${OF_DATABASE}`), weight: 3, lasts: [0, 0] },
  { ...wipe, targets: ['kafka'], weight: 1, lasts: [1, 3] },
  { ...crash, targets: crashAt.targets, weight: 5, lasts: [2, 2] },
  { ...trouble, weight: 4, lasts: [2, 10] },
  { ...misdeed, weight: 3, lasts: [3, 12] },
];
