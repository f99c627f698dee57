import { prepare } from '../prepare/prepare.js';
import { RunningServices } from '../services/start-services.js';
import { startStack } from '../stack/start-stack.js';
import type { Death, Part, Stack } from '../stack/stack.js';
import { removeStackFile, writeStackFile } from './stack-file.js';

/** People are to break the demo: nothing of it listens but on loopback. */
const BREAKABLE = { FAULTS: process.env['FAULTS'] ?? 'on' };

/** The demo's stack and all that runs on it, in this process's care. */
export interface Running {
  readonly stack: Stack;
  readonly services: RunningServices;
  parts(): Part[];
  /** Writes `.local/stack.json` anew: pids and urls have changed. */
  publish(): void;
  stop(): Promise<void>;
}

export interface Steps {
  /** Kafka and PostgreSQL, with databases, topics and seeds. */
  readonly stack: () => Promise<void>;
  readonly services: () => Promise<void>;
  readonly traces: () => Promise<void>;
  readonly running: () => Running;
}

/**
 * The steps of starting everything, for a caller that shows them. `services` comes after `stack`; `traces` may run
 * beside both: the viewer takes longer than all the rest.
 */
export function startingSteps(onDeath: (death: Death) => void): Steps {
  let stack: Stack | undefined;
  let services: RunningServices | undefined;
  const running = (): Running => {
    if (!stack || !services) throw new Error('the stack has not been started yet');
    return runningOf(stack, services);
  };
  return {
    running,
    stack: async () => {
      stack = await startStack({ name: 'demo', traces: 'later', onDeath });
      try {
        services = await RunningServices.create(stack, { onDeath, env: BREAKABLE });
        await prepare(stack);
      } catch (error) {
        await stack.stop();
        throw error;
      }
    },
    services: async () => {
      await running().services.start();
      running().publish();
    },
    traces: async () => {
      await running().stack.traces?.start();
      running().publish();
    },
  };
}

function runningOf(stack: Stack, services: RunningServices): Running {
  const publish = () => writeStackFile(stack, services);
  return {
    stack,
    services,
    publish,
    parts: () => [stack.kafka, stack.postgres, ...(stack.traces ? [stack.traces] : []), ...services.parts],
    stop: async () => {
      await services.stop();
      await stack.stop();
      removeStackFile();
    },
  };
}
