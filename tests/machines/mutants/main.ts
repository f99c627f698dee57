import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mutants } from './defects.js';
import { hunt, simulate, type Hunted } from './hunt.js';
import type { Mutant } from './mutant.js';

const usage = `npm run test:mutants -- [options]
  --only <text>   those whose name, rule or file has it
  --jobs 2        at the same time (default: as many as there are cores, two at most)`;

interface Result {
  readonly mutant: Mutant;
  readonly hunted: Hunted;
}

/** First that the same seeds find nothing where nothing is; then each defect, until it is found. */
async function main(chosen: readonly Mutant[], jobs: number, stop: AbortSignal): Promise<number> {
  const sound = await simulate(stop);
  if (sound.by !== undefined) {
    console.error(`without any defect the simulation finds: ${sound.by}\nagain: npm run simulate`);
    return 1;
  }
  console.log(
    `without a defect ${sound.orders} orders keep every promise\n\n${row('defect', 'rule', 'found by', 'orders', 'time')}\n${row('---', '---', '---', '---:', '---:')}`,
  );
  const results = await inTurn(chosen, jobs, async (mutant) => {
    const hunted = await hunt(mutant, stop);
    console.log(
      row(
        mutant.name,
        mutant.rule,
        hunted.by ?? '**nobody**',
        String(hunted.orders ?? ''),
        `${hunted.seconds.toFixed(1)} s`,
      ),
    );
    return { mutant, hunted };
  });
  return sayEnd(results);
}

function sayEnd(results: readonly Result[]): number {
  const survivors = results.filter(({ hunted }) => hunted.by === undefined);
  console.log(`\n${results.length - survivors.length} of ${results.length} defects were found`);
  for (const { mutant } of survivors)
    console.log(`survives: ${mutant.name} (${mutant.file}), which ${mutant.foundBy} has to find`);
  return survivors.length === 0 ? 0 : 1;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

async function inTurn<T, R>(items: readonly T[], jobs: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const [left, results] = [[...items], [] as R[]];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interrupted.abort();
    process.exit(130);
  });
}

try {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      help: { type: 'boolean' },
    },
  });
  const chosen = mutants.filter(({ name, rule, file }) =>
    [name, rule, file].some((text) => text.includes(values.only)),
  );
  if (chosen.length === 0 || !/^[1-9]\d*$/.test(values.jobs)) throw new TypeError(`nothing to do\n${usage}`);
  if (values.help === true) console.log(usage);
  else process.exitCode = await main(chosen, Number(values.jobs), interrupted.signal);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
