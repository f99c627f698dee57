import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { flushTraces } from '../tracing/flush.js';

/** Milliseconds until a stop is forced: what is cut off is redelivered, as after a crash. */
const PATIENCE = 9_000;

/**
 * SIGTERM and SIGINT: no new requests, finish what is in hand, leave the group, send the last spans.
 * Returns what tells that one came.
 */
export function stopOnSignals(app: NestExpressApplication, logger: Logger): AbortSignal {
  const stopping = new AbortController();
  const stop = async (signal: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => {
      logger.error({ signal }, `not stopped after ${PATIENCE} ms: exiting all the same`);
      process.exit(1);
    }, PATIENCE).unref();
    await app.close();
    await flushTraces();
    logger.info({ signal }, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: Error) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      });
    });
  }
  return stopping.signal;
}
