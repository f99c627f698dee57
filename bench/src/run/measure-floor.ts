import type { Stack } from '@sagaworks/tools';
import { startFloor } from '../floor/floor.js';
import type { Options } from '../options.js';
import type { Plan } from '../plan.js';
import { floorName, type Measurement } from '../report/results.js';
import type { Tell } from './tell.js';
import { benchSkus, checkpoint, vacuum } from './databases.js';
import { measureLevel, underLoad, type Subject } from './levels.js';
import { stackRoots } from './roots.js';

/** The floor needs no long time: it has neither batches nor queues to settle. */
const share = 0.5;

/** While no service runs, so that none takes anything from it. */
export async function measureFloor(
  stack: Stack,
  plan: Plan,
  options: Options,
  run: number,
  tell: Tell,
): Promise<Measurement[]> {
  const floor = await startFloor((database) => stack.postgres.url(database), benchSkus);
  const subject: Subject = {
    what: floorName,
    run,
    target: { url: floor.url, skus: benchSkus },
    roots: { floor: floor.pid, ...stackRoots(stack) },
  };
  try {
    await checkpoint(stack);
    return await underLoad(subject, options.quick, async (load) => {
      await vacuum(stack);
      const measurements: Measurement[] = [];
      for (const inFlight of plan.levels) {
        measurements.push(
          await measureLevel(load, subject, { inFlight, seconds: Math.max(2, options.seconds * share) }, tell),
        );
      }
      return measurements;
    });
  } finally {
    await floor.stop();
  }
}
