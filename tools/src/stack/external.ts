import { BadSetting, NotControllable } from '../errors.js';
import { folderOf } from '../paths.js';
import type { Part, Stack, StackOptions } from './stack.js';

/** Kafka, PostgreSQL and traces that somebody else runs. Nothing is started, stopped or killed. */
export async function externalStack({ name = 'external' }: StackOptions): Promise<Stack> {
  const kafka = needed('STACK_KAFKA', 'host:port of a broker');
  const postgres = needed('STACK_POSTGRES', 'the URL of a role that may create databases, as postgresql://user:password@host:5432');
  const traces = process.env['STACK_TRACES'];
  return {
    name,
    way: 'external',
    folder: folderOf(name),
    kafka: { ...untouchable('kafka'), url: kafka, wipe: refuse('kafka') },
    postgres: { ...untouchable('postgres'), url: (database) => databaseUrl(postgres, database) },
    traces: traces ? { ...untouchable('traces'), url: traces } : undefined,
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

function untouchable(name: string): Part {
  const refused = refuse(name);
  return { name, pid: undefined, running: true, start: () => Promise.resolve(), stop: () => Promise.resolve(), kill: refused };
}

function refuse(name: string): () => Promise<never> {
  return () => Promise.reject(new NotControllable(name, 'the stack is external (STACK=external)'));
}
