import { PartyUnavailable, type Performer } from '@sagaworks/messaging';
import type { Process } from '../services/process.js';
import type { Surroundings } from './link.js';

/** What is done outside, and what is found there, at the moment that the request arrives. */
export interface Outside<Request, Result> {
  perform(request: Request, key: string): Result;
  lookUp(key: string): Result | undefined;
}

/** Makes an operation reachable over the network. */
export type Reach = <Request, Result>(outside: Outside<Request, Result>) => Performer<never, unknown>;

export interface PartyWatch {
  /** Whether the party answers nobody now. */
  readonly isDown: () => boolean;
  readonly onCall: (kind: 'perform' | 'lookUp', key: string) => void;
  /** Milliseconds that each call takes beside what the network does, one that fails too. @default 0 */
  readonly callMs?: number;
}

/**
 * Calls as one process makes them: the request may fail, its answer be lost, or all of it take longer than
 * anybody waits; what was sent arrives.
 */
export function partyLink<Request, Result>(
  around: Surroundings,
  process: Process,
  outside: Outside<Request, Result>,
  { isDown, onCall, callMs = 0 }: PartyWatch,
): Performer<Request, Result> {
  const { scheduler, dice, mischief } = around;
  const call = <T>(work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const { fails, answerLost, slow } = mischief().outside;
      const answer = (tell: () => void) => scheduler.after(callMs + dice.between(1, 5), tell, process);
      if (isDown() || dice.chance(fails)) return void answer(() => reject(new PartyUnavailable('503')));
      const travels = dice.chance(slow) ? dice.between(5_000, 40_000) : dice.between(1, 10);
      const lost = dice.chance(answerLost);
      scheduler.world(travels, () => {
        const result = work();
        if (!lost) answer(() => resolve(result));
      });
    });
  return {
    perform: (request, { key }) => {
      onCall('perform', key);
      return call(() => outside.perform(request, key));
    },
    lookUp: (_request, { key }) => {
      onCall('lookUp', key);
      return call(() => outside.lookUp(key));
    },
  };
}
