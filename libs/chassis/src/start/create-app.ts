import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import type { Logger as Pino } from 'pino';
import { answerHeaders } from '../http/guards/answer-headers.js';
import { BoundedExpress } from '../http/guards/bounded-server.js';
import { ownHosts } from '../http/guards/host.js';
import { jsonBody, onlyJson } from '../http/guards/json-body.js';
import { methodsAt } from '../http/guards/methods-at.js';
import { ownOrigins } from '../http/guards/origin.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { serveOpenApi } from '../http/openapi/serve.js';
import { NestLogger } from './logging.js';
import { ServiceModule } from './service.module.js';
import { listed, type HttpSettings } from './settings.js';

/** The application as it runs, not yet listening; tests start it the same way. */
export async function createApp(
  module: Type | DynamicModule,
  service: { readonly name: string; readonly settings: HttpSettings; readonly logger: Pino },
): Promise<NestExpressApplication> {
  const { name, settings, logger } = service;
  const app = await NestFactory.create<NestExpressApplication>(
    ServiceModule.around(module, service),
    new BoundedExpress(settings.MAX_CONNECTIONS === undefined ? {} : { connections: settings.MAX_CONNECTIONS }),
    { bodyParser: false, abortOnError: false, bufferLogs: false, logger: new NestLogger(logger) },
  );
  app.use(
    answerHeaders,
    // Containers call each other by the service's name.
    ownHosts([name, ...listed(settings.ALLOWED_HOSTS)]),
    ownOrigins(listed(settings.ALLOWED_ORIGINS)),
    onlyJson,
    jsonBody,
  );
  const express = app.getHttpAdapter().getInstance() as Express;
  app.useGlobalFilters(new ProblemFilter(logger, (path) => methodsAt(express, path)));
  serveOpenApi(app, name);
  return app;
}
