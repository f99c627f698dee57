import { services, startServices, type Services, type ServicesOptions, type Stack } from '@sagaworks/tools';
import { between, readServices } from '../measure/service-metrics.js';
import type { Options } from '../options.js';
import { nameOf, type Plan, type Setting } from '../plan.js';
import type { Measurement } from '../report/results.js';
import { reportsFolder } from '../reports-folder.js';
import type { Tell } from './tell.js';
import { benchSkus, checkpoint, vacuum } from './databases.js';
import { measureLevel, underLoad, type Subject } from './levels.js';
import { serviceRoots, stackRoots } from './roots.js';

interface Work {
  readonly plan: Plan;
  readonly setting: Setting;
  readonly options: Options;
  readonly run: number;
  readonly tell: Tell;
}

const ratio = { off: 0, 5: 0.05, full: 1 };

/** Fresh processes for each run: what one run has compiled and cached does not help the next. */
export async function measureServices(
  stack: Stack,
  { plan, setting, options, run, tell }: Work,
): Promise<Measurement[]> {
  const services = await startServices(stack, settingsOf(setting, options));
  const target = { url: services.urls.orders, database: stack.postgres.url('orders'), skus: benchSkus };
  const subject: Subject = {
    what: nameOf(setting),
    run,
    target,
    roots: { ...serviceRoots(services), ...stackRoots(stack) },
  };
  try {
    await checkpoint(stack);
    return await underLoad(subject, options.quick, async (load) => {
      await vacuum(stack);
      const measurements: Measurement[] = [];
      for (const inFlight of plan.levels) {
        const before = await readServices(metricsUrls(services));
        const measurement = await measureLevel(load, subject, { inFlight, seconds: options.seconds }, tell);
        measurements.push({ ...measurement, services: between(before, await readServices(metricsUrls(services))) });
      }
      return measurements;
    });
  } finally {
    await services.stop();
  }
}

function settingsOf({ tracing, outside }: Setting, { cpuProf }: Options): ServicesOptions {
  const exporter = tracing === 'off' ? ({ tracesExporter: 'none' } as const) : {};
  const env: Record<string, string> = cpuProf
    ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${reportsFolder}/profiles` }
    : {};
  return { outside, tracesSampleRatio: ratio[tracing], ...exporter, logLevel: 'warn', env };
}

function metricsUrls({ urls }: Services): Record<string, string> {
  return Object.fromEntries(services.map((name) => [name, urls[name]]));
}
