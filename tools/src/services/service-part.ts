import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from '../errors.js';
import { root } from '../paths.js';
import { httpAnswers } from '../process/http-ready.js';
import { insistFree } from '../process/ports.js';
import { Program } from '../process/program.js';
import type { Part, Stack } from '../stack/stack.js';
import { environmentOf, type Ports } from './environment.js';
import type { AppName, ServicesOptions } from './options.js';

/** One process of a service. `name` is the service's, with the instance behind it from the second on: `orders-2`. */
export interface ServicePart extends Part {
  readonly app: AppName;
  readonly url: string;
  /** File of its log. */
  readonly log: string;
}

export function servicePart(
  app: AppName,
  instance: number,
  stack: Stack,
  ports: Ports,
  options: ServicesOptions,
): ServicePart {
  const name = instance === 1 ? app : `${app}-${instance}`;
  const url = `http://127.0.0.1:${ports.own}`;
  const script = options.script?.(app) ?? join(root, 'apps', app, 'dist', 'main.js');
  const program = new Program({
    name,
    folder: stack.folder,
    cwd: root,
    before: async () => {
      if (!existsSync(script))
        throw new Missing(`${script.slice(root.length)}, the built ${app}`, 'run "npm run build"');
      await insistFree(ports.own, name);
    },
    command: () => ({
      file: process.execPath,
      args: [...(options.script ? [] : preload()), script],
      env: environmentOf(app, stack, ports, options),
    }),
    ready: (gone) => httpAnswers(`${url}/health/ready`, gone),
    onDeath: options.onDeath,
  });
  return Object.assign(program, { app, url });
}

/**
 * Megabytes. Without limits a service under load grows to twice what it needs before it collects its garbage. A low
 * limit of the old space also has it collected after little growth: 192 costs some 6 % more CPU an order than 512,
 * which takes 8 MB more (`npm run bench`).
 */
const HEAP = ['--max-old-space-size=512', '--max-semi-space-size=16'];

/** Instrumentation must be in place before the first module that it instruments is loaded. */
function preload(): string[] {
  return [...HEAP, '--import', join(root, 'libs', 'chassis', 'dist', 'tracing', 'start.js')];
}
