import type { Stack } from '@sagaworks/tools';
import { describeMachine } from '../measure/machine.js';
import type { Options } from '../options.js';
import { nameOf, planOf, secondsOf, type Plan, type Setting } from '../plan.js';
import type { Measurement, Results } from '../report/results.js';
import { measureFloor } from './measure-floor.js';
import { measureServices } from './measure-services.js';
import type { Tell } from './tell.js';

/** What is left out when time is short comes last. */
const mostMilliseconds = 11.5 * 60_000;

/** Measures what was asked for, the floor before each run of the main setting. */
export async function runBench(stack: Stack, options: Options, tell: Tell): Promise<Results> {
  const startedAt = new Date();
  const plan = planOf(options);
  const measurements: Measurement[] = [];
  const leftOut: string[] = [];
  const late = () => Date.now() - startedAt.getTime() + secondsOf(plan, options) * 1000 > mostMilliseconds;
  for (let run = 1; run <= options.runs; run++) {
    if (run > 1 && late()) {
      leftOut.push(`run ${run} was left out: it would have taken the bench over ${mostMilliseconds / 60_000} minutes`);
      continue;
    }
    measurements.push(...(await measureFloor(stack, plan, options, run, tell)));
    if (plan.withServices)
      measurements.push(...(await measureServices(stack, { plan, setting: plan.main, options, run, tell })));
  }
  for (const setting of plan.withServices ? plan.others : []) {
    if (late())
      leftOut.push(
        `"${nameOf(setting)}" was left out: it would have taken the bench over ${mostMilliseconds / 60_000} minutes`,
      );
    else measurements.push(...(await measureServices(stack, { plan, setting, options, run: 1, tell })));
  }
  return {
    startedAt: startedAt.toISOString(),
    machine: describeMachine(),
    main: nameOf(plan.main),
    measurements,
    leftOut,
  };
}

/** Whether a trace viewer is needed to take the spans. */
export function isTraced(plan: Plan): boolean {
  return plan.withServices && [plan.main, ...plan.others].some(({ tracing }: Setting) => tracing !== 'off');
}
