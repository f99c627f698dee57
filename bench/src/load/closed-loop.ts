import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.js';

/** Places one order and waits for its end; resolves with its status. */
export type Place = (n: number) => Promise<string>;

export interface Loop {
  readonly inFlight: number;
  readonly leadIn: number;
  readonly seconds: number;
  readonly opened: () => void;
  readonly closed: () => void;
}

/** Keeps that many orders in flight: each that ends is followed by the next one. Returns when the last has ended. */
export async function runClosedLoop(place: Place, recorder: Recorder, loop: Loop): Promise<void> {
  let placed = 0;
  let stopping = false;
  const slot = async () => {
    while (!stopping) {
      const sent = performance.now();
      const status = await place(placed++).catch((error: Error) => error.message);
      recorder.ended(performance.now() - sent, status);
      // What is refused at once must not become a flood of refusals.
      if (status !== 'fulfilled') await sleep(100);
    }
  };
  const slots = Promise.all(Array.from({ length: loop.inFlight }, slot));
  await sleep(loop.leadIn * 1000);
  recorder.open();
  loop.opened();
  await sleep(loop.seconds * 1000);
  recorder.close();
  loop.closed();
  stopping = true;
  await slots;
}
