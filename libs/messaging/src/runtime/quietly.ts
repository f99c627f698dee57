import type { Logger } from './logger.js';

/**
 * Telling of work must not stop the work: what throws here (a span, a log, a gauge) is told in the log, if that can be
 * done.
 */
export function quietly(log: Logger, telling: () => void, told = 'cannot tell of work that is done'): void {
  try {
    telling();
  } catch (error) {
    try {
      log.error({ err: error }, told);
    } catch {
      // There is nowhere left to say it.
    }
  }
}
