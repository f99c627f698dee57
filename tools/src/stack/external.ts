import { BadSetting, NotControllable } from '../errors.js';
import { folderOf } from '../paths.js';
import type { KafkaPart, Stack, StackOptions } from './stack.js';

/** Kafka, PostgreSQL and traces that somebody else runs. Nothing is started, stopped or killed. */
export async function externalStack({ name = 'external' }: StackOptions): Promise<Stack> {
  const kafka = needed('STACK_KAFKA', 'host:port of a broker');
  const postgres = needed(
    'STACK_POSTGRES',
    'the URL of a role that may create databases, as postgresql://user:password@host:5432',
  );
  const traces = process.env['STACK_TRACES'];
  const why = 'the stack is external (STACK=external)';
  return {
    name,
    way: 'external',
    folder: folderOf(name),
    kafka: { ...untouchable('kafka', why), url: kafka },
    postgres: { ...untouchable('postgres', why), url: (database) => databaseUrl(postgres, database) },
    traces: traces ? { ...untouchable('traces', why), url: traces } : undefined,
    stop: () => Promise.resolve(),
  };
}

export function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

function needed(setting: string, expected: string): string {
  const value = process.env[setting];
  if (!value) throw new BadSetting(setting, value, expected);
  return value;
}

/** A part that runs whether we do or not. */
export function untouchable(name: string, why: string): Omit<KafkaPart, 'url'> {
  const refused = () => Promise.reject(new NotControllable(name, why));
  const already = () => Promise.resolve();
  return { name, pid: undefined, running: true, start: already, stop: already, kill: refused, wipe: refused };
}
