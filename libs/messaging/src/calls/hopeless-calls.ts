import { metrics } from '@opentelemetry/api';
import type { Logger } from '../runtime/logger.js';
import type { OpenCall } from './open-call.js';

/** A call is told of when it has failed so often, twice so often, and so on. */
const MANY_TRIES = 10;
/** Lines of one operation are at least so far apart: what fails for one call fails for many. */
const APART_MS = 10_000;

/** Tells of calls that fail again and again: nothing ends them where they have no deadline. */
export class HopelessCalls {
  readonly #told = new Map<string, { at: number; untold: number }>();
  readonly #counter = metrics.getMeter('@sagaworks/messaging').createCounter('messaging.call.hopeless', {
    unit: '{call}',
    description: 'Calls that have failed ten times, and each time that they have failed twice as often',
  });

  constructor(private readonly log: Logger) {}

  failed({ pending: { party, operation, key }, tries, lastError, dueAt, createdAt }: OpenCall, now: number): void {
    if (!isManyTries(tries)) return;
    this.#counter.add(1, { party });
    const told = this.#told.get(operation);
    if (told !== undefined && now - told.at < APART_MS) return void (told.untold += 1);
    this.#told.set(operation, { at: now, untold: 0 });
    const others = told === undefined || told.untold === 0 ? {} : { others: told.untold };
    this.log.warn(
      { operation, key, tries, error: lastError, since: new Date(createdAt), next: new Date(dueAt!), ...others },
      'a call fails again and again',
    );
  }
}

const isManyTries = (tries: number): boolean =>
  tries % MANY_TRIES === 0 && Number.isInteger(Math.log2(tries / MANY_TRIES));
