import { parseArgs } from 'node:util';
import { overload } from './overload.js';
import { nameOf, triggers, type Scenario, type Trigger } from './scenario.js';

const usage = `npm run overload -- [options]
  --load 60,75,95      percent of what the narrowest party can do
  --away cards,kafka   what is away, or none   (${triggers.join(', ')}, none) @default all
  --minutes 8          how long
  --seed 1             another world
  --table              tells each minute`;

const OUTAGE_FROM = 2;
/** Two to recover, four to judge, and the tail. */
const AFTERWARDS = 7.5;

const { values } = parseArgs({
  options: {
    load: { type: 'string', default: '60,75,95' },
    away: { type: 'string', default: triggers.join(',') },
    minutes: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    table: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function scenarioOf(away: string, percent: string): Scenario {
  const [seed, load] = [Number(values.seed), Number(percent) / 100];
  if (away === 'none') return { seed, load, minutes: 10 };
  const minutes = Number(values.minutes);
  return {
    seed,
    load,
    minutes: OUTAGE_FROM + minutes + AFTERWARDS,
    outage: { of: away as Trigger, fromMinute: OUTAGE_FROM, minutes },
  };
}

async function main(): Promise<number> {
  const unknown = values.away.split(',').find((away) => away !== 'none' && !triggers.includes(away as Trigger));
  if (unknown !== undefined) throw new Error(`--away ${unknown}: choose of ${triggers.join(', ')} and none`);
  let broken = 0;
  for (const away of values.away.split(',')) {
    for (const percent of values.load.split(',')) {
      const began = performance.now();
      const run = await overload(scenarioOf(away, percent), (minute, shop) => {
        if (values.table) process.stdout.write(`${minute}: payments has ${shop.openCalls('payments')} open calls\n`);
      });
      const { placed, refused, fulfilled, cancelled } = run.judged;
      console.log(
        `${nameOf(run.scenario).padEnd(48)} of ${placed} placed after recovery ${fulfilled} fulfilled, ${refused} refused, ${cancelled} cancelled  (${Math.round((performance.now() - began) / 1_000)} s)`,
      );
      if (values.table) console.table(run.minutes);
      for (const sentence of run.broken) console.log(`  BROKEN ${sentence}`);
      broken += run.broken.length;
    }
  }
  return broken === 0 ? 0 : 1;
}

if (values.help) console.log(usage);
else
  process.exitCode = await main().catch((error: Error) => {
    console.error(`${error.message}\n${usage}`);
    return 2;
  });
