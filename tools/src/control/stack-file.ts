import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../paths.js';
import type { Services } from '../services/start-services.js';
import { databases, type Stack } from '../stack/stack.js';

const file = join(localFolder, 'stack.json');

type OneOrMany<T> = T | T[];

/** Tells other tools where the demo's stack is. Replaced as a whole, so that no reader meets half a file. */
export function writeStackFile(stack: Stack, services: Services): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(contentOf(stack, services), undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Of a service with several instances, lists in the order of the instances. */
export function contentOf(stack: Stack, services: Pick<Services, 'parts' | 'urls'>): object {
  return {
    urls: {
      ...byApp(services, (part) => part.url),
      traces: stack.traces?.url,
      kafka: stack.kafka.url,
      smtp: services.urls.smtp,
    },
    databases: Object.fromEntries(databases.map((name) => [name, stack.postgres.url(name)])),
    pids: {
      ...byApp(services, (part) => part.pid ?? null),
      kafka: stack.kafka.pid,
      postgres: stack.postgres.pid,
      traces: stack.traces?.pid,
    },
  };
}

export function removeStackFile(): void {
  rmSync(file, { force: true });
}

function byApp<T>(
  services: Pick<Services, 'parts'>,
  valueOf: (part: Services['parts'][number]) => T,
): Record<string, OneOrMany<T>> {
  const apps = new Set(services.parts.map((part) => part.app));
  return Object.fromEntries(
    [...apps].map((app) => {
      const values = services.parts.filter((part) => part.app === app).map(valueOf);
      return [app, values.length === 1 && values[0] !== undefined ? values[0] : values];
    }),
  );
}
