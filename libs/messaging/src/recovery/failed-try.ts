import type { Logger } from '../runtime/logger.js';
import type { Message } from '../message/message.js';
import { countFailedTry, countWaiting } from './metrics.js';

/** A try at a message that failed, and what comes next. */
export interface FailedTry {
  readonly message: Pick<Message, 'type' | 'key' | 'correlationId'>;
  /** Whether this service knows the type: what strangers make up is no label of a metric. */
  readonly known: boolean;
  readonly error: Error;
  /** Counted from 1, this one included. */
  readonly tries: number;
  /** In all, as declared. */
  readonly of: number;
  /** Milliseconds until the next one; absent when there is none. */
  readonly nextMs?: number | undefined;
}

const about = ({ message: { type, key, correlationId } }: Pick<FailedTry, 'message'>) => ({
  type,
  key,
  ...(correlationId === undefined ? {} : { saga: correlationId }),
});

/** Tells the log and the metrics of it, after the commit that recorded it. */
export function tellFailedTry(log: Logger, failed: FailedTry): void {
  const { error, tries, of, nextMs } = failed;
  countFailedTry(failed.known ? failed.message.type : 'unknown');
  const next = nextMs === undefined ? {} : { next: new Date(Date.now() + nextMs).toISOString() };
  log.warn(
    { ...about(failed), try: tries, of, ...next, err: error },
    nextMs === undefined ? 'a message has failed for the last time' : 'a message has failed and is tried again',
  );
}

/** A message waits for something that is not its fault: told once, when it begins to. */
export function tellWaiting(log: Logger, waiting: Pick<FailedTry, 'message' | 'error'>): void {
  countWaiting(waiting.error.name);
  log.warn({ ...about(waiting), err: waiting.error }, 'a message waits, and its key with it; no try is counted');
}
