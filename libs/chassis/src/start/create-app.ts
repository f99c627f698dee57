import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger as Pino } from 'pino';
import { ProblemFilter } from '../http/problem.filter.js';
import { serveOpenApi } from '../http/openapi.js';
import { NestLogger } from './logging.js';
import { ServiceModule } from './service.module.js';
import type { HttpSettings } from './settings.js';

/** Bytes of a request's body; more is answered 413. */
const BODY_LIMIT = 256 * 1024;

/** The application as it runs, not yet listening; tests start it the same way. */
export async function createApp(
  module: Type | DynamicModule,
  service: { readonly name: string; readonly settings: HttpSettings; readonly logger: Pino },
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ServiceModule.around(module, service), {
    bodyParser: false,
    abortOnError: false,
    bufferLogs: false,
    logger: new NestLogger(service.logger),
  });
  app.disable('x-powered-by');
  // A hash over every answer, for clients that nobody has.
  app.disable('etag');
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.useGlobalFilters(new ProblemFilter(service.logger));
  serveOpenApi(app, service.name);
  return app;
}
