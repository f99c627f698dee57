import { folderOf } from '../paths.js';
import { dropDatabases } from '../prepare/databases.js';
import { deleteTopics } from '../prepare/topics.js';
import { leave, removeStack, takeOver } from './embedded/former-run.js';
import { databaseUrl, untouchable } from './external.js';
import type { Stack } from './stack.js';

export interface Servers {
  /** `host:port` of a broker. */
  readonly kafka: string;
  /** URL of a role that may create databases. */
  readonly postgres: string;
}

/**
 * A stack of its own on servers that others use too: its topics, groups and databases bear its name,
 * which has no other characters than letters, digits and underscores. Its servers are not its to kill;
 * `stop` removes what is its own there.
 */
export async function sharedStack(servers: Servers, name: string): Promise<Stack> {
  await takeOver(name, true);
  const why = 'other systems share it: a stack of its own is started with startStack';
  const kafka = { ...untouchable('kafka', why), url: servers.kafka, prefix: `${name}.` };
  const prefix = `${name}_`;
  const postgres = {
    ...untouchable('postgres', why),
    prefix,
    url: (database: string) =>
      databaseUrl(servers.postgres, database === 'postgres' ? database : `${prefix}${database}`),
  };
  const stop = async () => {
    await Promise.all([dropDatabases(postgres), deleteTopics(kafka)]);
    leave(name);
    removeStack(name);
  };
  return { name, way: 'external', folder: folderOf(name), kafka, postgres, traces: undefined, stop };
}
