import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import type { Logger } from 'pino';
import { HealthController } from '../health/health.controller.js';
import { Health } from '../health/health.js';
import { MetricsController } from '../health/metrics.controller.js';
import { Metrics } from '../tracing/metrics.js';
import { SETTINGS, type HttpSettings } from './settings.js';
import { Transports } from './transports.js';

/** Where the service's logger is injected. */
export const LOGGER = Symbol('logger');

/** What every service has around its own module: settings, logger, health, metrics. */
@Global()
@Module({})
export class ServiceModule {
  static around(
    module: Type | DynamicModule,
    service: { readonly name: string; readonly settings: HttpSettings; readonly logger: Logger },
  ): DynamicModule {
    return {
      module: ServiceModule,
      imports: [module],
      controllers: [HealthController, MetricsController],
      providers: [
        Health,
        Transports,
        { provide: SETTINGS, useValue: service.settings },
        { provide: LOGGER, useValue: service.logger },
        { provide: Metrics, useFactory: () => new Metrics(service.name) },
      ],
      exports: [SETTINGS, LOGGER, Health, Transports],
    };
  }
}
