import { explain, prepare, startStack, type Stack } from '@sagaworks/tools';
import { readOptions, usage, type Options } from './options.js';
import { planOf } from './plan.js';
import { jsonOf, keepLogs, writeProfiles, writeResults } from './report/file.js';
import { tablesOf } from './report/tables.js';
import { targetsOf } from './report/targets.js';
import { reportsFolder } from './reports-folder.js';
import { isTraced, runBench } from './run/bench.js';
import { addBenchProducts } from './run/databases.js';

let stack: Stack | undefined;
let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= stack?.stop() ?? Promise.resolve());

/** Figures go to standard output, how far it is to standard error. */
const tell = (line: string) => console.error(line);

async function bench(options: Options): Promise<number> {
  const plan = planOf(options);
  tell('starting Kafka and PostgreSQL with durable settings (fsync on) ...');
  stack = await startStack({
    name: 'bench-stack',
    traces: isTraced(plan),
    onDeath: ({ part, how }) => tell(`${part} ended ${how}`),
  });
  await prepare(stack);
  if (plan.withServices) await addBenchProducts(stack);
  const results = await runBench(stack, options, tell);
  const file = writeResults(results, reportsFolder);
  console.log(options.json ? jsonOf(results) : tablesOf(results));
  tell(`all figures: ${file}`);
  if (options.cpuProf) tell(`what the CPU went to: ${writeProfiles(results, reportsFolder)}`);
  const missed = targetsOf(results).some(({ met }) => met === false);
  return options.check && missed ? 1 : 0;
}

// The services end with this process: the tools' guard sees to it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop().finally(() => process.exit(130)));
}

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) console.log(usage);
  else process.exitCode = await bench(readOptions(args));
} catch (error) {
  // What breaks while everything is being stopped was stopped.
  if (!stopping) {
    console.error(explain(error));
    if (stack) console.error(`logs: ${keepLogs(stack.folder, reportsFolder)}`);
  }
  process.exitCode = 1;
} finally {
  await stop();
}
