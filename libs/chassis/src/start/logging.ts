import type { LoggerService, LogLevel } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { pino, type Logger as Pino } from 'pino';

/** JSON lines on standard output, each with the trace it belongs to. */
export const createLogger = (service: string, level: string): Pino =>
  pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getSpanContext(context.active());
      return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
    },
  });

/** Nest speaks of every module and route it starts; that is for debugging. */
const CHATTER = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
]);

const AT_START = new Set(['ExceptionHandler', 'NestApplication']);

/** Nest's log lines through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(CHATTER.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // What keeps the service from starting is told by `startService`, in one line.
    this.#write(AT_START.has(String(rest.at(-1))) ? 'debug' : 'error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  #write(
    level: Extract<LogLevel, 'error' | 'warn' | 'debug'> | 'info',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const nest =
      rest.length === 0 ? {} : { nest: rest.at(-1), ...(rest.length > 1 ? { detail: rest.slice(0, -1) } : {}) };
    if (message instanceof Error) this.pino[level]({ ...nest, err: message }, message.message);
    else this.pino[level](nest, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
