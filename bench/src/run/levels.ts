import { LoadGenerator } from '../load/generator.js';
import type { LoadJob, Window } from '../load/messages.js';
import { NothingEnded } from '../errors.js';
import type { Roots } from '../measure/cpu.js';
import { readMemory } from '../measure/memory.js';
import { CpuMeter } from '../measure/meter.js';
import type { Measurement } from '../report/results.js';
import type { Tell } from './tell.js';

/** The thing under load. */
export interface Subject {
  readonly what: string;
  readonly run: number;
  readonly target: Pick<LoadJob, 'url' | 'database' | 'skus'>;
  /** Its processes and those that it uses; the load's is added. */
  readonly roots: Roots;
}

export interface Level {
  readonly inFlight: number;
  readonly seconds: number;
}

/** Before the first level: until just-in-time compilers and the broker are warm. */
const warmUp = { inFlight: 64, seconds: 60, ofFloor: 6 };
/** Before each level: until as many orders as wanted are spread over the steps. */
const leadIn = 2;

const nothing = { opened: () => undefined, closed: () => undefined };

/** A load generator that has warmed the subject up; ended when the block ends. */
export async function underLoad<T>(
  subject: Subject,
  quick: boolean,
  work: (load: LoadGenerator) => Promise<T>,
): Promise<T> {
  const load = new LoadGenerator();
  try {
    const seconds = subject.target.database === undefined ? warmUp.ofFloor : warmUp.seconds;
    const job = {
      ...subject.target,
      inFlight: warmUp.inFlight,
      leadIn: 0,
      seconds: quick ? Math.ceil(seconds / 2) : seconds,
    };
    for (let tries = 1, orders = 0; orders === 0; tries++) {
      const window = await load.run(job, nothing);
      orders = window.orders;
      if (orders === 0 && tries === 3) throw new NothingEnded(subject.what, window.wrong);
    }
    return await work(load);
  } finally {
    await load.stop();
  }
}

/** One level of load for its time. */
export async function measureLevel(
  load: LoadGenerator,
  subject: Subject,
  level: Level,
  tell: Tell,
): Promise<Measurement> {
  const pids = { ...subject.roots, load: load.pid };
  const meter = new CpuMeter(pids);
  const window = await load.run(
    { ...subject.target, ...level, leadIn },
    {
      opened: (backends) => meter.opened(backends),
      closed: () => meter.closed(),
    },
  );
  tell(lineOf(subject, window));
  return {
    what: subject.what,
    run: subject.run,
    window,
    ...meter.result(window.orders),
    pids,
    memory: readMemory(pids),
  };
}

function lineOf({ what, run }: Subject, { inFlight, perSecond, p50, p99, wrong }: Window): string {
  const level = inFlight === 1 ? 'idle' : `${inFlight} in flight`;
  const faults = Object.entries(wrong)
    .map(([how, count]) => `, ${count} ${how}`)
    .join('');
  return `run ${run}, ${what}, ${level}: ${perSecond.toFixed(0)} orders/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${faults}`;
}
