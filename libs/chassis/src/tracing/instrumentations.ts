import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { RouteInstrumentation } from './route-instrumentation.js';
import { statementName } from './statement-name.js';

/** Requests that probes and viewers repeat for ever; nobody looks for their traces. */
const QUIET = /^\/(health|metrics|docs)(\/|-json|-yaml|$|\?)/;

/** All that is patched: wrapping every module costs 0.5 s of start-up. */
const PATCHED =
  /\/node_modules\/(@nestjs\/core\/(index|router\/router-execution-context)\.js|express\/(index|lib\/[a-z]+)\.js|pg\/(lib\/(index|client)\.js|esm\/index\.mjs)|pg-pool\/(index\.js|esm\/index\.mjs))$/;
const BUILTIN = /^(node:)?https?$/;

/** Patches HTTP, Express, Nest, fetch and pg as they are loaded; nothing of the kind may be loaded before. */
export function instrument(): void {
  register({ include: [PATCHED, BUILTIN] });
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => QUIET.test(url ?? ''),
        requireParentforOutgoingSpans: true,
      }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
      // For the route's name on the request's span; the layers themselves tell nothing that Nest's spans do not.
      new ExpressInstrumentation({
        ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER, ExpressLayerType.REQUEST_HANDLER],
      }),
      new RouteInstrumentation(),
      new PgInstrumentation({
        requireParentSpan: true,
        ignoreConnectSpans: true,
        requestHook: (span, { query }) => void span.updateName(statementName(query.text)),
      }),
    ],
  });
}
