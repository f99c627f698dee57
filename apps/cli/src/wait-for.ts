import { setTimeout as sleep } from 'node:timers/promises';
import { TimedOut } from './errors.js';

/**
 * Asks again until the answer is neither false nor undefined.
 * @param options.within milliseconds; then it throws TimedOut. @default 30,000
 * @param options.every milliseconds between two questions. @default 100
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  { within = 30_000, every = 100 }: { within?: number; every?: number } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new TimedOut(what, within);
    await sleep(every);
  }
}
