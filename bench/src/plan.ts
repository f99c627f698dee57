import { outsides, tracings, type Options, type Outside, type Tracing } from './options.js';

/** How the services are run. */
export interface Setting {
  readonly tracing: Tracing;
  readonly outside: Outside;
}

export interface Plan {
  /** What the targets are about: run several times, each time with the floor before it. */
  readonly main: Setting;
  /** What it is compared with: run once. */
  readonly others: readonly Setting[];
  /** Numbers of orders in flight; 1 is called idle. */
  readonly levels: readonly number[];
  readonly withServices: boolean;
}

const targetSetting: Setting = { tracing: '5', outside: 'instant' };

export function planOf(options: Options): Plan {
  const main = { tracing: options.tracing ?? targetSetting.tracing, outside: options.outside ?? targetSetting.outside };
  const wanted = (setting: Setting) =>
    (options.tracing ?? setting.tracing) === setting.tracing &&
    (options.outside ?? setting.outside) === setting.outside &&
    nameOf(setting) !== nameOf(main);
  const all = outsides.flatMap((outside) => tracings.map((tracing): Setting => ({ tracing, outside })));
  return {
    main,
    others: options.quick ? [] : all.filter(wanted),
    levels: [...(options.only === 'load' ? [] : [1]), ...(options.only === 'idle' ? [] : options.inFlight)],
    withServices: options.only !== 'floor',
  };
}

export function nameOf({ tracing, outside }: Setting): string {
  const traced = { off: 'tracing off', 5: 'tracing 5 %', full: 'tracing full' }[tracing];
  return `${outside === 'instant' ? 'instant outside' : 'sandbox over HTTP'}, ${traced}`;
}

/** Rough seconds of one run of the services: start, warm-up, lead-ins, measurements, drains, stop. */
export function secondsOf(plan: Plan, { seconds }: Options): number {
  return 70 + plan.levels.length * (seconds + 4);
}
