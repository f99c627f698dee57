import { parseArgs } from 'node:util';
import { startingSteps, type Running } from '../control/running.js';
import { serveControl } from '../control/server.js';
import { explain } from '../errors.js';
import { stopOnSignal } from './lifetime.js';
import { auditAloud } from './place-orders.js';
import { reportOf, whatToTry } from './report.js';
import { runDemo } from './run-demo.js';
import { bodyOf, linesOf, scenarios } from './scenarios.js';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });

let running: Running | undefined;
let stopping: Promise<void> | undefined;
/** Once all is shown, Ctrl-C is how the demo ends, and no failure. */
let isMeantToEnd = false;
const stop = () => (stopping ??= running?.stop() ?? Promise.resolve());
const { ended } = stopOnSignal(stop);

const steps = startingSteps(({ part, how }) => {
  if (!stopping) console.log(`${part} ended ${how}; start it with: npm run stack -- start ${part}`);
});

async function demo(): Promise<number> {
  const result = await runDemo(steps, (started) => {
    running = started;
    // Whoever stops the stack from elsewhere gets its answer before this process ends.
    serveControl(started, () => stop().then(() => void setTimeout(() => process.exit(0), 100))).unref();
  });
  const now = steps.running();
  const traces = now.stack.traces?.url;
  console.log(reportOf(result.outcomes, (id) => (traces ? `${traces}/zipkin/traces/${id}` : id)));
  const isRight = await auditAloud(result, now.services.urls);
  if (!values.once) {
    const [example] = scenarios;
    console.log(whatToTry(now, bodyOf(example, linesOf(example, result.skus))));
    isMeantToEnd = true;
    return ended;
  }
  await stop();
  return isRight ? 0 : 1;
}

try {
  const code = await Promise.race([demo(), ended]);
  process.exit(isMeantToEnd && code === 130 ? 0 : code);
} catch (error) {
  if (stopping) process.exit(await ended);
  await stop().catch(() => undefined);
  // Last, below what parts that were still starting had to say.
  console.error(explain(error));
  process.exit(1);
}
