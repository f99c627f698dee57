import { setTimeout as sleep } from 'node:timers/promises';
import { TimedOut } from '../errors.js';

/** Asks again until the answer is neither false nor undefined; throws when the time is over. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | false | undefined> | T | false | undefined,
  { within = 30_000, every = 100, until }: { within?: number; every?: number; until?: AbortSignal } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    until?.throwIfAborted();
    if (Date.now() > deadline) throw new TimedOut(what, within);
    await sleep(every);
  }
}
