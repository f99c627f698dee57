import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { z } from 'zod';
import { createApp } from './create-app.js';
import { createLogger } from './logging.js';
import { httpSettings, readSettings } from './settings.js';
import { stopOnSignals } from './stop.js';
import { Transports } from './transports.js';

export interface ServiceOptions {
  /** As in logs, traces, the consumer group and the topics' names. */
  readonly name: string;
  /** Where it listens unless `PORT` says otherwise. */
  readonly port: number;
  /** Its own variables besides those of every service, e.g. `messagingSettings.extend({ ... })`. */
  readonly settings: z.ZodObject;
}

/** Starts a service; what cannot start says why in one line on standard error and exits with code 1. */
export async function startService(module: Type | DynamicModule, options: ServiceOptions): Promise<void> {
  const read = readSettings(options.name, httpSettings(options.port), options.settings, process.env);
  if ('wrong' in read) return fail(read.wrong);
  const { settings } = read;
  const logger = createLogger(options.name, settings.LOG_LEVEL);
  let stopping: AbortSignal | undefined;
  try {
    const app = await createApp(module, { name: options.name, settings, logger });
    stopping = stopOnSignals(app, logger);
    await app.listen(settings.PORT, settings.HOST);
    await startConsuming(app);
    if (stopping.aborted) return;
    logger.info({ url: await app.getUrl() }, `${options.name} is up`);
  } catch (error) {
    // What a stop breaks off fails, and is no reason: the stop ends the process.
    if (stopping?.aborted === true) return;
    fail(`${options.name}: ${reasonOf(error as NodeJS.ErrnoException, settings)}`);
  }
}

async function startConsuming(app: NestExpressApplication): Promise<void> {
  const { strategies } = app.get(Transports);
  for (const strategy of strategies) app.connectMicroservice({ strategy });
  if (strategies.length > 0) await app.startAllMicroservices();
}

function reasonOf(error: NodeJS.ErrnoException, { HOST, PORT }: { HOST: string; PORT: number }): string {
  if (error.code === 'EADDRINUSE') return `port ${PORT} on ${HOST} is busy: stop what uses it, or set PORT`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'EACCES')
    return `cannot listen on ${HOST}:${PORT} (${error.code}): set HOST or PORT`;
  return error.message.replaceAll('\n', ' ');
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
