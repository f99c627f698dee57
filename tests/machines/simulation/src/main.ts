import { readOptions, usage, type Options } from './options.js';
import { sayFailure, sayRun } from './report.js';
import { simulate } from './simulate.js';

/** Runs seed after seed, until one breaks a promise; that one is told in full. */
async function main({ seeds, orders }: Options): Promise<number> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let accepted = 0;
  for (const seed of seeds) {
    const run = await simulate({ seed, orders });
    accepted += run.orders;
    console.log(sayRun(run));
    if (run.violations.length === 0) continue;
    console.log(sayFailure(await simulate({ seed, orders, verbose: true }), orders));
    return 1;
  }
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `\n${accepted} orders in ${seconds.toFixed(1)} s: ${(accepted / seconds).toFixed(0)} orders/s on one core (${((1_000_000 * accepted) / (user + system)).toFixed(0)} per second of CPU), and every promise kept`,
  );
  return 0;
}

const args = process.argv.slice(2);
if (args.includes('--help')) console.log(usage);
else {
  try {
    process.exitCode = await main(readOptions(args));
  } catch (error) {
    console.error(error instanceof Error && error.stack?.includes('parseArgs') ? `${error.message}\n${usage}` : error);
    process.exitCode = 1;
  }
}
