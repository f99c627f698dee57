import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';

const SUPPORTED = ['>=4 <13'];

/**
 * Spans of controller methods. The base class stops at Nest 11 although its patch fits 12; its
 * span of the start-up is left out.
 */
export class RouteInstrumentation extends NestInstrumentation {
  override init(): InstrumentationNodeModuleDefinition {
    const definition = super.init();
    definition.supportedVersions = SUPPORTED;
    definition.files = definition.files.filter(({ name }) => !name.endsWith('nest-factory.js'));
    for (const file of definition.files) file.supportedVersions = SUPPORTED;
    return definition;
  }
}
